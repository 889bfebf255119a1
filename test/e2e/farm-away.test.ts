import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestFarm, type TestFarm } from '../helpers/farm.ts'
import { closedPort } from '../helpers/http-server.ts'
import { cardOf, expectAccessible, openBrowser, SHOWN_MS, shownPicture, visit } from './browser.ts'
import { buildUi } from './built-ui.ts'

let dataDir: string
let farm: TestFarm
let browser: Browser

beforeAll(async () => {
  buildUi()
  dataDir = mkdtempSync(join(tmpdir(), 'bindery-test-'))
  farm = await startTestFarm({ dataDir, options: { port: await closedPort() } })
  browser = await openBrowser(dataDir)
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await farm?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

test('a farm that stops is said to be away while what was shown stays, and it catches up once it is back', async () => {
  const templateId = await farm.template('<body>{{word}}</body>')
  const { uid } = await farm.binding({
    name: 'A lasting one',
    templateId,
    dataSource: { type: 'static', data: { word: 'one' } },
    mapping: { word: 'word' },
  })
  const { page } = await visit(browser, farm)
  const card = cardOf(page, 'A lasting one')
  await shownPicture(card)

  const port = Number(new URL(farm.farm.url).port)
  await farm.stop()
  await page.locator('.banner').getByText('The farm does not answer.').waitFor()
  expect(await card.isVisible()).toBe(true)
  expect(await card.locator('img').evaluate((element: HTMLImageElement) => element.naturalWidth)).toBeGreaterThan(0)
  expect(await card.getByRole('button', { name: 'Refresh A lasting one' }).isDisabled()).toBe(true)
  await expectAccessible(page)
  await page.getByRole('link', { name: /^Settings/ }).click()
  await page.getByText('It can’t be read before the farm answers again.').first().waitFor()
  await page.getByRole('link', { name: /^Runs/ }).click()
  await page.getByText('The runs can’t be read before the farm answers again.').waitFor()
  await page.getByRole('link', { name: /^Bindings/ }).click()

  farm = await startTestFarm({ dataDir, options: { port } })
  await farm.call('PUT', `/bindings/${uid}`, { name: 'A renamed one' })
  await cardOf(page, 'A renamed one').waitFor()
  expect(await page.getByText('The farm does not answer.').isVisible()).toBe(false)
  expect(await cardOf(page, 'A renamed one').getByRole('button', { name: 'Refresh A renamed one' }).isDisabled()).toBe(
    false,
  )
  await page.context().close()
})

test('what was changed meanwhile is caught up also where no event tells of it any more', async () => {
  const templateId = await farm.template('<body>{{word}}</body>')
  const dataSource = { type: 'static', data: {} }
  const { uid } = await farm.binding({ name: 'A missed one', templateId, dataSource, mapping: {} })
  const { page } = await visit(browser, farm)
  await cardOf(page, 'A missed one').waitFor()
  const port = Number(new URL(farm.farm.url).port)
  await page.route('**/events*', (route) => route.abort())
  await farm.stop()
  farm = await startTestFarm({ dataDir, options: { port } })
  await farm.call('PUT', `/bindings/${uid}`, { name: 'A found one' })
  await page.locator('.banner').getByText('The farm does not answer.').waitFor()
  // The stream begins anew, as where its last id is not known.
  await page.unroute('**/events*')
  await page.route('**/events*', (route) => {
    const { 'last-event-id': _last, ...headers } = route.request().headers()
    return route.continue({ headers })
  })
  await cardOf(page, 'A found one').waitFor()
  await page.context().close()
})

test('an empty farm says what a binding is and where to begin', async () => {
  const { json } = await farm.call('GET', '/bindings')
  for (const { uid } of json.bindings) await farm.call('DELETE', `/bindings/${uid}`)
  const { page } = await visit(browser, farm)
  await page.getByText('A binding draws a template with data from your own source').waitFor()
  await page.locator('.bindings-list').getByRole('button', { name: 'New binding' }).last().click()
  await expect.poll(() => page.url()).toContain('#/bindings/new')
  await page.goBack()
  await page.getByRole('button', { name: 'Import a file' }).waitFor()
  await expectAccessible(page)
  await page.context().close()
})

test('what is loaded on demand is there before it is asked for, so that it opens while the farm is away', async () => {
  const { page } = await visit(browser, farm)
  const isLoaded = (part: string) =>
    page.evaluate(
      (part) => performance.getEntriesByType('resource').some(({ name }) => name.includes(`/${part}-`)),
      part,
    )
  for (const part of ['template-editor-screen', 'editor', 'code-mirror']) {
    await expect.poll(() => isLoaded(part), { timeout: SHOWN_MS }).toBe(true)
  }
  await page.context().setOffline(true)
  await page.goto(`${page.url().split('#')[0]}#/templates/new`)
  await page.getByRole('heading', { name: 'New template' }).waitFor()
  await page.context().close()
})

test('a part that can’t be loaded says so, and what is written beside it stays and can be saved', async () => {
  const uid = await farm.template('<body>x</body>', { name: 'Half loaded' })
  const { page } = await visit(browser, farm)
  await page.route(/assets\/code-mirror-.*\.js/, (route) => route.abort())
  await page.reload()
  await page.goto(`${page.url().split('#')[0]}#/templates/${uid}`)
  await page.getByText('The code editor can’t be shown').waitFor()
  await expectAccessible(page)
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Saved all the same')
  await page.getByRole('button', { name: 'Save' }).click()
  const stored = async () => (await farm.call('GET', `/templates/${uid}`)).json.template.name
  await expect.poll(stored).toBe('Saved all the same')
  await page.context().close()
})

test('a screen that can’t be loaded says so beside the rest of the desk, and is loaded again', async () => {
  const { page } = await visit(browser, farm)
  const part = /assets\/editor-.*\.js/
  await page.route(part, (route) => route.abort())
  await page.reload()
  await page.goto(`${page.url().split('#')[0]}#/bindings/new`)
  await page.getByRole('heading', { name: 'This screen can’t be shown' }).waitFor()
  await expectAccessible(page)
  await page.getByRole('link', { name: /^Templates/ }).click()
  await page.getByRole('heading', { name: 'Templates' }).waitFor()
  await page.goBack()
  await page.unroute(part)
  await page.getByRole('button', { name: 'Load the page again' }).click()
  await page.getByRole('heading', { name: 'New binding' }).waitFor()
  await page.context().close()
})
