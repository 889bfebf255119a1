import type { Browser, Locator, Page } from 'playwright'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startTestFarm, type TestFarm } from '../helpers/farm.ts'
import { sendJson, startServer, type TestServer } from '../helpers/http-server.ts'
import { expectAccessible, openBrowser, visit } from './browser.ts'
import { buildUi } from './built-ui.ts'

let farm: TestFarm
let browser: Browser
let source: TestServer
let data: unknown = { title: 'one' }
let status = 200
const HTML = '<body style="margin:0;font:40px sans-serif">{{title}} {{author}}</body>'

beforeAll(async () => {
  buildUi()
  farm = await startTestFarm()
  browser = await openBrowser(farm.dataDir)
  source = await startServer((request, response) => sendJson(data, {}, status)(request, response))
  // The sample would have runs of its own.
  for (const { uid } of (await farm.call('GET', '/bindings')).json.bindings)
    await farm.call('DELETE', `/bindings/${uid}`)
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await farm?.stop()
  await source?.stop()
})
beforeEach(() => {
  status = 200
  data = { title: 'one' }
})

async function make(name: string, more: object = {}) {
  return farm.binding({
    name,
    templateId: await farm.template(HTML),
    dataSource: { type: 'http', url: `${source.url}/data?key=hidden` },
    mapping: { title: 'title', author: 'author' },
    refreshPolicy: { type: 'manual' },
    ...more,
  })
}
const refresh = (uid: string) => farm.call('POST', `/bindings/${uid}/refresh?wait=true`)
const open = async (hash: string, options: Parameters<typeof visit>[2] = {}) => {
  const { page, complaints } = await visit(browser, farm, options)
  await page.goto(`${farm.farm.url}/app/${hash}`)
  return { page, complaints }
}
const rowsOf = (page: Page, name: string): Locator =>
  page.getByRole('region', { name: 'All runs' }).locator('li', { hasText: name })
const panelOf = (page: Page, name: string): Locator => page.getByRole('complementary', { name: `A run of ${name}` })
const nameOfFocus = (page: Page) => page.evaluate(() => document.activeElement?.textContent?.trim())

test('runs show on top as they end, with figures, and are filtered by binding, outcome and trigger', async () => {
  const { uid } = await make('A listed one')
  const { page, complaints } = await open('#/runs')
  await rowsOf(page, 'A listed one').getByText('New picture').waitFor()
  status = 500
  await refresh(uid)
  const first = page.getByRole('region', { name: 'All runs' }).locator('li').first()
  await first.getByText(/answered 500/).waitFor()
  await first.getByText('by hand').waitFor()
  await page.getByRole('img', { name: /Runs over time: the highest bar begins at/ }).waitFor()
  await page.getByText('Success rate').waitFor()
  const { total } = (await farm.call('GET', '/runs')).json.pagination
  await page.getByText(`${total} runs kept`).waitFor()

  await make('Another one', { dataSource: { type: 'static', data: {} } })
  await rowsOf(page, 'Another one').waitFor()
  const count = () => page.getByRole('region', { name: 'All runs' }).locator('li').count()
  // What failed is one click away from how much did.
  await page.getByRole('button', { name: /^1 of \d+ failed$/ }).click()
  await expect.poll(count).toBe(1)
  expect(await page.getByRole('combobox', { name: 'Outcome' }).inputValue()).toBe('Failed')
  await page.getByRole('button', { name: 'Show all' }).click()
  await rowsOf(page, 'Another one').waitFor()
  await page.getByRole('combobox', { name: 'Outcome' }).click()
  await page.getByRole('option', { name: 'Failed' }).click()
  await expect.poll(count).toBe(1)
  await page.getByRole('button', { name: 'Show all' }).click()
  await rowsOf(page, 'Another one').waitFor()
  await page.getByRole('combobox', { name: 'Binding' }).fill('Another')
  await page.getByRole('option', { name: 'Another one' }).click()
  await rowsOf(page, 'A listed one').first().waitFor({ state: 'detached' })
  expect(page.url()).toMatch(/#\/runs\?binding=bind_/)
  await page.getByText('0 of 1 failed').waitFor()
  // What the filter does not let through stays away.
  await refresh(uid)
  await page.getByRole('combobox', { name: 'Trigger' }).click()
  await page.getByRole('option', { name: 'By webhook' }).click()
  await page.getByText('No run is like that.').waitFor()
  await expectAccessible(page)
  expect(complaints).toEqual([])
  await page.context().close()
})

test('why a run failed: a private address, which is allowed on the spot', async () => {
  const port = new URL(source.url).port
  await make('A refused one', { dataSource: { type: 'http', url: `http://localhost:${port}/data` } })
  const { page } = await open('#/runs')
  await rowsOf(page, 'A refused one').getByRole('link').click()
  const panel = panelOf(page, 'A refused one')
  await panel.getByRole('heading', { name: 'Failed while connecting (connect)' }).waitFor()
  await expectAccessible(page)
  await panel.getByRole('button', { name: `Allow this host (localhost:${port})` }).click()
  await rowsOf(page, 'A refused one').getByText('New picture').waitFor()
  expect((await farm.call('GET', '/settings')).json.settings.allow).toContainEqual({
    host: `localhost:${port}`,
    for: ['data'],
  })
  await page.context().close()
})

test('what a run saw: phases, variables old and new, pictures and their difference, request and answer', async () => {
  const { uid } = await make('A seen one')
  data = { title: 'another title' }
  await refresh(uid)
  const { page, complaints } = await open('#/runs')
  await rowsOf(page, 'A seen one').first().getByRole('link').click()
  const panel = panelOf(page, 'A seen one')
  await panel.getByText(/% of pixels differ$/).waitFor()
  expect(await panel.locator('canvas').evaluate((canvas: HTMLCanvasElement) => canvas.width)).toBe(120)
  await panel.getByText('by hand', { exact: false }).first().waitFor()
  const row = panel.getByRole('row', { name: /title/ })
  expect(await row.getByRole('cell').allTextContents()).toEqual(['one', 'another title'])
  await panel.getByRole('row', { name: /author.*not in the data/ }).waitFor()
  await panel.getByText(`GET ${source.url}/data?key=…`).waitFor()
  await panel.getByRole('region', { name: 'How the answer began' }).getByText('another title').waitFor()
  expect(await panel.textContent()).not.toContain('hidden')
  expect(await panel.getByRole('link', { name: 'Edit binding' }).getAttribute('href')).toBe(`#/bindings/${uid}/edit`)
  await expectAccessible(page)

  data = { title: 'a third' }
  await panel.getByRole('button', { name: 'Run again', exact: true }).click()
  await expect.poll(() => rowsOf(page, 'A seen one').count()).toBe(3)
  await panel.getByRole('heading', { name: 'A seen one' }).waitFor()
  expect(complaints).toEqual([])
  await page.context().close()
})

test('a run again with its data: by the template as it is now, beside what it drew, and nothing is published', async () => {
  const templateId = await farm.template('<body>{{currency title}}</body>', {
    variableDefinitions: [{ name: 'title', validation: { maxLength: 5 } }],
  })
  data = { title: 'too long a title' }
  const { uid } = await make('A mended one', { templateId, mapping: { title: 'title' } })
  const { page, complaints } = await open('#/runs')
  await rowsOf(page, 'A mended one').getByRole('link').click()
  const panel = panelOf(page, 'A mended one')
  const again = panel.getByRole('button', { name: 'Run again with this data' })
  const trial = panel.getByRole('region', { name: 'Run again with this data' })
  await again.click()
  await trial.getByRole('heading', { name: 'Failed while filling the template (compose)' }).waitFor()
  await expectAccessible(page)
  const asked = source.seen.length
  await farm.call('POST', `/bindings/${uid}/pause`)
  await farm.call('PUT', `/templates/${templateId}`, { html: HTML, variableDefinitions: [] })
  await again.click()
  const picture = trial.getByRole('img', { name: 'The picture: Now' })
  await picture.waitFor()
  expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(120)
  await expectAccessible(page)
  expect(source.seen.length).toBe(asked)
  expect((await farm.call('GET', `/bindings/${uid}/runs`)).json.pagination.total).toBe(1)

  // What it drew stands beside it, and what differs is marked.
  data = { title: 'good' }
  await farm.call('POST', `/bindings/${uid}/resume`)
  await expect.poll(() => rowsOf(page, 'A mended one').count()).toBe(2)
  await rowsOf(page, 'A mended one').first().getByRole('link').click()
  await again.click()
  await trial.getByText('No pixel differs').waitFor()
  expect(complaints).toEqual([])
  await page.context().close()
})

test('a run that got no data can’t be run again with it', async () => {
  status = 500
  await make('A dataless one')
  const { page } = await open('#/runs')
  await rowsOf(page, 'A dataless one').getByRole('link').click()
  const again = panelOf(page, 'A dataless one').getByRole('button', { name: 'Run again with this data' })
  expect(await again.isDisabled()).toBe(true)
  await page.context().close()
})

test('what a page could not load is listed, and its host allowed for pages', async () => {
  const templateId = await farm.template(
    '<body><img src="http://10.255.0.1/a.png"><img src="http://10.255.0.1/b.png"><script>console.log("hello from the page")</script></body>',
    { jsEnabled: true },
  )
  await make('A lacking one', { templateId, dataSource: { type: 'static', data: {} }, mapping: {} })
  const { page } = await open('#/runs')
  await rowsOf(page, 'A lacking one').getByRole('link').click()
  const panel = panelOf(page, 'A lacking one')
  await panel.getByText('http://10.255.0.1/b.png').waitFor()
  await panel.getByText('hello from the page').waitFor()
  await panel.getByRole('button', { name: 'Allow this host (10.255.0.1:80)' }).waitFor()
  expect(await panel.getByRole('button', { name: /^Allow/ }).count()).toBe(1)
  await page.context().close()
})

test('many runs: read on while one scrolls, and what one reads stands still while runs come', async () => {
  const { uid } = await make('A busy one', { dataSource: { type: 'http', url: 'http://10.0.0.1/' } })
  for (let i = 0; i < 130; i++) await refresh(uid)
  const { page } = await open(`#/runs?binding=${uid}`)
  await page.getByText('131 runs kept').waitFor()
  const column = page.getByRole('region', { name: 'All runs' })
  expect(await column.locator('li').count()).toBeLessThan(60)
  const bottom = () => column.evaluate((element) => element.scrollTo(0, element.scrollHeight))
  await expect
    .poll(async () => {
      await bottom()
      return column.locator('ol').evaluate((list) => list.clientHeight / 44)
    })
    .toBeCloseTo(131, 0)

  await column.evaluate((element) => element.scrollTo(0, 2000))
  const middle = () =>
    page.evaluate(() => {
      const link = document.elementFromPoint(500, 500)?.closest('li')?.querySelector('a')
      return { id: link?.id, top: link?.getBoundingClientRect().top }
    })
  await expect.poll(async () => (await middle()).id).toMatch(/^open-run_/)
  const before = await middle()
  await refresh(uid)
  await page.getByText('132 runs kept').waitFor()
  expect(await middle()).toEqual(before)
  await page.context().close()
})

test('by keyboard alone: arrows and j move, Enter opens, Escape goes back to where one was', async () => {
  await make('A first keyed one')
  await make('A second keyed one')
  const { page } = await open('#/runs')
  const newest = rowsOf(page, 'A second keyed one').getByRole('link')
  await newest.waitFor()
  await page.getByRole('combobox', { name: 'Trigger' }).focus()
  await page.keyboard.press('Tab')
  expect(await nameOfFocus(page)).toBe('A second keyed one')
  await page.keyboard.press('j')
  await expect.poll(() => nameOfFocus(page)).toBe('A first keyed one')
  await page.keyboard.press('Enter')
  const panel = panelOf(page, 'A first keyed one')
  await panel.getByRole('heading', { name: 'Where the time went' }).waitFor()
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1')
  await page.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('A')
  expect(await nameOfFocus(page)).toBe('A first keyed one')
  await page.context().close()
})

test('Space selects runs, Ctrl+R refreshes their bindings, Del says why a run stays, and Escape lets go', async () => {
  const first = await make('A selected one')
  const second = await make('Another selected one')
  const { page, complaints } = await open('#/runs')
  const bar = page.getByRole('region', { name: 'Selected runs' })
  await rowsOf(page, 'Another selected one').getByRole('link').focus()
  await page.keyboard.press('Space')
  await bar.getByText('1 selected').waitFor()
  await page.keyboard.press('j')
  await expect.poll(() => nameOfFocus(page)).toBe('A selected one')
  await page.keyboard.press('Shift+Space')
  await bar.getByText('2 selected').waitFor()
  await bar.getByRole('button', { name: 'Refresh 2 bindings' }).waitFor()
  await expectAccessible(page)
  await page.keyboard.press('Delete')
  await page.getByText('A run is what has happened, and can’t be deleted.', { exact: false }).waitFor()
  const asked = async ({ uid }: { uid: string }) => {
    const { runs } = (await farm.call('GET', `/bindings/${uid}/runs`)).json
    return runs.filter(({ trigger }: { trigger: string }) => trigger === 'manual').length
  }
  await page.keyboard.press('Control+r')
  // The first was the one of their making.
  await expect.poll(() => asked(first)).toBe(2)
  await expect.poll(() => asked(second)).toBe(2)
  // Of the same by mouse, and back to nothing selected.
  await rowsOf(page, 'A selected one')
    .last()
    .click({ modifiers: ['Control'] })
  await bar.getByText('1 selected').waitFor()
  await page.keyboard.press('Escape')
  await bar.waitFor({ state: 'detached' })
  expect(page.url()).toMatch(/#\/runs$/)
  expect(complaints).toEqual([])
  await page.context().close()
})

test('what can’t be read says so with a way on; what is gone says why', async () => {
  const { uid } = await make('A gone one')
  const { page } = await visit(browser, farm)
  let isBroken = true
  await page.route('**/runs?*', (route) =>
    isBroken ? route.fulfill({ status: 503, json: { detail: 'The disk is full.' } }) : route.continue(),
  )
  await page.goto(`${farm.farm.url}/app/#/runs`)
  await page.getByText('The runs can’t be read. The disk is full.').waitFor()
  await expectAccessible(page)
  isBroken = false
  await page.getByRole('button', { name: 'Try again' }).click()
  await rowsOf(page, 'A gone one').waitFor()
  await page.goto(`${farm.farm.url}/app/#/runs/${uid}/run_gone`)
  await page.getByText('This run is not kept any more.', { exact: false }).waitFor()
  await page.context().close()
})

test.each([
  [1280, 800, true],
  [900, 700, false],
  [640, 400, true],
])('at %i × %i nothing is cut off or scrolls sideways (dark: %s)', async (width, height, dark) => {
  const name = `${'A very long name '.repeat(11)}${width}`
  const { uid } = await make(name)
  data = { title: 'x' }
  await refresh(uid)
  const { page } = await open('#/runs', { width, height, dark })
  await rowsOf(page, name).first().waitFor()
  const isWide = () =>
    page.evaluate(() =>
      [document.documentElement, ...document.querySelectorAll('main, [data-pane]')].some(
        (element) => element.scrollWidth > element.clientWidth,
      ),
    )
  expect(await isWide()).toBe(false)
  await expectAccessible(page)
  await rowsOf(page, name).first().getByRole('link').click()
  await panelOf(page, name)
    .getByText(/pixels? differ/)
    .waitFor()
  expect(await isWide()).toBe(false)
  await expectAccessible(page)
  // Where it covers the list, the way back has its name.
  if (width < 992) await page.getByRole('link', { name: 'All runs' }).click()
  else await panelOf(page, name).getByRole('button', { name: 'Close' }).click()
  await rowsOf(page, name).first().waitFor()
  await page.context().close()
})
