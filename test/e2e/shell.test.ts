import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestFarm, type TestFarm } from '../helpers/farm.ts'
import { sendJson, startServer, type TestServer } from '../helpers/http-server.ts'
import { cardOf, expectAccessible, openBrowser, visit } from './browser.ts'
import { buildUi } from './built-ui.ts'

let farm: TestFarm
let browser: Browser
let source: TestServer
let status = 200
/** More than any farm draws at a time. */
const MORE_THAN_AT_ONCE = 24
/** What the source's picture waits for. */
const held = Promise.withResolvers<void>()

beforeAll(async () => {
  buildUi()
  farm = await startTestFarm()
  browser = await openBrowser(farm.dataDir)
  source = await startServer(async (request, response) => {
    if (request.url === '/held.png') await held.promise
    sendJson({ title: 'one' }, {}, request.url === '/gone' ? 410 : status)(request, response)
  })
  for (const { uid } of (await farm.call('GET', '/bindings')).json.bindings)
    await farm.call('DELETE', `/bindings/${uid}`)
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await farm?.stop()
  await source?.stop()
})

async function make(name: string) {
  return farm.binding({
    name,
    templateId: await farm.template('<body>{{title}}</body>'),
    dataSource: { type: 'http', url: source.url },
    mapping: { title: 'title' },
    refreshPolicy: { type: 'manual' },
  })
}
const placeOf = (page: Page, name: RegExp) =>
  page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name })

test('the rail counts what each screen has, and what of it wants attention', async () => {
  status = 200
  const { uid } = await make('A counted one')
  const { page } = await visit(browser, farm)
  await placeOf(page, /^Bindings ?, 1 binding$/).waitFor()
  await placeOf(page, /^Webhooks ?, 0 subscriptions$/).waitFor()
  const { runs, failed } = (await farm.call('GET', '/runs/stats')).json
  expect(failed).toBe(0)
  await placeOf(page, new RegExp(`^Runs ?, ${runs} runs? in the last 24 hours$`)).waitFor()

  // All of it is told as it happens.
  status = 500
  await farm.call('POST', `/bindings/${uid}/refresh?wait=true`)
  await placeOf(page, /^Bindings ?: 1 needs attention ?, 1 binding$/).waitFor()
  await placeOf(page, new RegExp(`^Runs ?: 1 failed in the last 24 hours ?, ${runs + 1} runs in`)).waitFor()
  await farm.call('POST', '/webhook-subscriptions', {
    event: 'binding.updated',
    targetUrl: `${source.url}/gone`,
  })
  await placeOf(page, /^Webhooks ?, 1 subscription$/).waitFor()
  status = 200
  await farm.call('POST', `/bindings/${uid}/refresh?wait=true`)
  await placeOf(page, /^Webhooks ?: 1 stopped ?, 1 subscription$/).waitFor()
  await expectAccessible(page)
  await page.context().close()
})

test('Escape closes the top layer only: what lies over a binding, then the binding, then the selection', async () => {
  status = 200
  await make('A layered one')
  const { page } = await visit(browser, farm)
  const box = page.getByRole('checkbox', { name: 'Select A layered one' })
  await cardOf(page, 'A layered one').hover()
  await box.check({ force: true })
  await cardOf(page, 'A layered one').getByRole('link', { name: 'A layered one' }).click()
  const detail = page.getByRole('complementary', { name: 'A layered one' })
  await detail.waitFor()
  const layers: [() => Promise<void>, () => ReturnType<Page['getByRole']>][] = [
    [() => page.keyboard.press('?'), () => page.getByRole('dialog', { name: 'Keyboard shortcuts' })],
    [() => page.keyboard.press('Control+k'), () => page.getByRole('dialog', { name: 'Search or run a command' })],
    [() => page.getByRole('button', { name: 'Look' }).click(), () => page.getByRole('menu')],
  ]
  for (const [open, layer] of layers) {
    await open()
    await layer().waitFor()
    // What lies over the page has the keys to itself.
    await page.keyboard.press('Control+2')
    await page.keyboard.press('Escape')
    await layer().waitFor({ state: 'detached' })
    expect(await detail.isVisible()).toBe(true)
  }
  await page.keyboard.press('Escape')
  await detail.waitFor({ state: 'detached' })
  expect(await box.isChecked()).toBe(true)
  await page.keyboard.press('Escape')
  await expect.poll(() => box.isChecked()).toBe(false)
  await page.context().close()
})

test('the keys that hold everywhere lead to every screen, to a new binding, to the filter and to the sheet of keys', async () => {
  const { page } = await visit(browser, farm)
  await page.locator('.status-bar').getByText('Live').waitFor()
  const current = page.getByRole('navigation', { name: 'Screens' }).locator('[aria-current="page"] .rail-label')
  for (const [index, label] of ['Bindings', 'Templates', 'Runs', 'Webhooks', 'Sync', 'Settings'].entries()) {
    await page.keyboard.press(`Control+${index + 1}`)
    await expect.poll(() => current.textContent()).toBe(label)
  }
  await page.keyboard.press('/')
  // From within a field too, and there letters are letters.
  await page.keyboard.type('?/')
  expect(await page.evaluate(() => (document.activeElement as HTMLInputElement).value)).toBe('?/')
  await page.keyboard.press('Control+n')
  await page.getByRole('heading', { name: 'New binding' }).waitFor()
  await page.locator('h1').focus()
  // Shift is what some keyboards want for it, and others do not.
  for (const key of ['?', 'Shift+?']) {
    await page.keyboard.press(key)
    const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
    await sheet.getByText('Search or run a command').waitFor()
    await page.keyboard.press('Escape')
    await sheet.waitFor({ state: 'detached' })
  }
  await page.context().close()
})

test('the status bar says where the farm is, what draws, what waits and what is next', async () => {
  status = 200
  const { uid } = await make('A timed one')
  await farm.call('PUT', `/bindings/${uid}`, { refreshPolicy: { type: 'ttl', ttlSeconds: 3600 } })
  const { page } = await visit(browser, farm)
  const bar = page.locator('.status-bar')
  await bar.getByText(farm.farm.url).waitFor()
  await bar.getByText(/^Chromium \d/).waitFor()
  await bar.getByText('Queue empty').waitFor()
  await bar.getByText(/Next refresh\s*in (1 h|60 min|59 min)/).waitFor()
  const { uid: sooner } = await make('A sooner one')
  await farm.call('PUT', `/bindings/${sooner}`, { refreshPolicy: { type: 'ttl', ttlSeconds: 120 } })
  await bar.getByText(/Next refresh\s*in [12]:[0-5]\d$/).waitFor()
  await bar.getByRole('link', { name: /Sync/ }).waitFor()
  await page.context().close()
})

test('the status bar counts what waits to be drawn, for as long as it does', async () => {
  const templateId = await farm.template(`<body>{{title}}<img src="${source.url}/held.png"></body>`)
  const { page } = await visit(browser, farm)
  const bar = page.locator('.status-bar')
  await bar.getByText('Queue empty').waitFor()
  for (let i = 0; i < MORE_THAN_AT_ONCE; i++) {
    const dataSource = { type: 'static', data: { title: `Number ${i}` } }
    await farm.call('POST', '/bindings', { templateId, dataSource, mapping: { title: 'title' } })
  }
  await bar.getByText(/^[1-9]\d* in the queue$/).waitFor()
  held.resolve()
  await bar.getByText('Queue empty').waitFor()
  await page.context().close()
})
