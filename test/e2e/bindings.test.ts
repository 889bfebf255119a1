import { readFileSync } from 'node:fs'
import type { Browser, Locator, Page } from 'playwright'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startTestFarm, type TestFarm } from '../helpers/farm.ts'
import { sendJson, startServer, type TestServer } from '../helpers/http-server.ts'
import { cardOf, chooseOf, expectAccessible, openBrowser, shownPicture, visit } from './browser.ts'
import { buildUi } from './built-ui.ts'

let farm: TestFarm
let browser: Browser
let source: TestServer
let templateId: string

beforeAll(async () => {
  buildUi()
  // Nothing private is allowed: a source on this machine is refused until a person lets it through.
  farm = await startTestFarm({ options: { allowHosts: [] } })
  browser = await openBrowser(farm.dataDir)
  source = await startServer(sendJson({ word: 'from afar' }))
  templateId = await farm.template('<body style="font: 40px sans-serif">{{word}}</body>', { name: 'A word' })
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await farm?.stop()
  await source?.stop()
})
beforeEach(async () => {
  const { bindings } = (await farm.call('GET', '/bindings?limit=100')).json
  await Promise.all(bindings.map(({ uid }: { uid: string }) => farm.call('DELETE', `/bindings/${uid}`)))
})

const make = (name: string, more: object = {}) =>
  farm.binding({
    name,
    templateId,
    dataSource: { type: 'static', data: { word: name } },
    mapping: { word: 'word' },
    refreshPolicy: { type: 'manual' },
    ...more,
  })
const makeMany = async (count: number) => {
  for (let i = 1; i <= count; i++) await make(`Number ${i}`)
}
const names = (page: Page) => page.locator('[data-uid] a[id^="open-"]').allTextContents()
const chooseLink = (page: Page, name: string) => page.getByRole('link', { name, exact: true }).click()
const asTable = (page: Page) => page.getByTitle('Table', { exact: true }).click()
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent)

test('filters narrow the list down, with counts, and “/” leads to them', async () => {
  await makeMany(3)
  await make('لوحة المبيعات', { dataSource: { type: 'webhook' } })
  const { page } = await visit(browser, farm)
  await page.getByText('4 bindings', { exact: true }).waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('number 2')
  await page.getByText('1 of 4 bindings').waitFor()
  expect(await names(page)).toEqual(['Number 2'])
  // Escape empties the filter first.
  await page.keyboard.press('Escape')
  await page.getByText('4 bindings', { exact: true }).waitFor()
  await page.getByRole('combobox', { name: 'Source' }).click()
  await page.getByRole('option', { name: 'Webhook (1)' }).click()
  await expect.poll(() => names(page)).toEqual(['لوحة المبيعات'])
  await page.getByRole('combobox', { name: 'Health' }).click()
  await expectAccessible(page)
  await page.getByRole('option', { name: 'Healthy (3)' }).click()
  await page.getByText('No binding is like that.').waitFor()
  await page.getByRole('button', { name: 'Show all' }).click()
  await page.getByText('4 bindings', { exact: true }).waitFor()
  await page.context().close()
})

test('the table sorts by its heads, and is still a table after a reload', async () => {
  await makeMany(3)
  const { page } = await visit(browser, farm)
  await asTable(page)
  const table = page.getByRole('table', { name: 'Bindings' })
  await table.getByRole('button', { name: 'Name' }).click()
  await expect.poll(() => names(page)).toEqual(['Number 1', 'Number 2', 'Number 3'])
  await table.getByRole('button', { name: 'Name' }).click()
  await expect.poll(() => names(page)).toEqual(['Number 3', 'Number 2', 'Number 1'])
  expect(await table.getByRole('columnheader', { name: 'Name' }).getAttribute('aria-sort')).toBe('descending')
  await page.reload()
  await table.waitFor()
  expect(await table.getAttribute('aria-rowcount')).toBe('4')
  await page.context().close()
})

test('the heads of the table stay in sight while it scrolls', async () => {
  await makeMany(12)
  const { page } = await visit(browser, farm, { height: 640 })
  await asTable(page)
  const table = page.getByRole('table', { name: 'Bindings' })
  await table.getByText('Number 12').waitFor()
  await table.getByText('Number 1', { exact: true }).scrollIntoViewIfNeeded()
  await expect.poll(() => isOnTop(table.getByText('Number 12'))).toBe(false)
  expect(await isOnTop(table.getByRole('button', { name: 'Name' }))).toBe(true)
  await table.getByRole('button', { name: 'Name' }).click()
  await expect.poll(async () => (await names(page))[0]).toBe('Number 1')
  await page.context().close()
})

/** Whether nothing lies over its middle. */
const isOnTop = (place: Locator): Promise<boolean> =>
  place.evaluate((element) => {
    const { left, top, width, height } = element.getBoundingClientRect()
    return element.contains(document.elementFromPoint(left + width / 2, top + height / 2))
  })

test('many are paused, resumed, exported and deleted at once, with one way back for all', async () => {
  await makeMany(4)
  const { page } = await visit(browser, farm)
  await asTable(page)
  await page.getByRole('checkbox', { name: 'Select Number 4' }).click()
  await page.getByRole('checkbox', { name: 'Select Number 2' }).click({ modifiers: ['Shift'] })
  const bar = page.getByRole('region', { name: 'Selected bindings' })
  await bar.getByText('3 selected').waitFor()
  await expectAccessible(page)
  const statuses = async () => {
    const { bindings } = (await farm.call('GET', '/bindings')).json
    return bindings.map(({ status }: { status: string }) => status).join(' ')
  }
  await bar.getByRole('button', { name: 'Pause' }).click()
  await expect.poll(statuses).toBe('paused paused paused active')
  await bar.getByRole('button', { name: 'Resume' }).click()
  await expect.poll(statuses).toBe('active active active active')

  const downloading = page.waitForEvent('download')
  await bar.getByRole('button', { name: 'Export' }).click()
  const file = JSON.parse(readFileSync(await (await downloading).path(), 'utf8'))
  expect(file.bindings.map(({ name }: { name: string }) => name).sort()).toEqual(['Number 2', 'Number 3', 'Number 4'])
  expect(file.templates).toHaveLength(1)

  await bar.getByRole('button', { name: 'Delete' }).click()
  await page.getByText('Deleted 3 bindings.').waitFor()
  await expect.poll(() => names(page)).toEqual(['Number 1'])
  await expect.poll(() => focused(page)).toBe('Undo')
  await page.keyboard.press('Enter')
  await expect.poll(() => names(page)).toEqual(['Number 4', 'Number 3', 'Number 2', 'Number 1'])
  await page.context().close()
})

test('in the desktop app the export goes where the system’s dialog says, and a dialog that is called off says nothing', async () => {
  await makeMany(2)
  const { page } = await visit(browser, farm)
  const files: { kind: string; name: string; content: string }[] = []
  await page.exposeFunction('takeFile', (request: (typeof files)[number]) => {
    files.push(request)
    return files.length === 1 ? { state: 'cancelled' } : { state: 'saved', name: request.name }
  })
  await page.addInitScript(() => {
    const { takeFile } = window as unknown as { takeFile(request: object): Promise<object> }
    const readToken = async () => sessionStorage.getItem('bindery.token')
    Object.assign(window, { desktop: { platform: 'linux', readToken, saveFile: takeFile } })
  })
  await page.reload()
  await asTable(page)
  await page.getByRole('checkbox', { name: 'Select Number 2' }).click()
  const bar = page.getByRole('region', { name: 'Selected bindings' })
  await bar.getByRole('button', { name: 'Export' }).click()
  await expect.poll(() => files.length).toBe(1)
  await bar.getByRole('button', { name: 'Export' }).click()
  await page.getByText('Exported 1 binding.').waitFor()
  expect(await page.locator('.mantine-Notification-root').count()).toBe(1)
  const [, file] = files
  expect([file?.kind, file?.name]).toEqual(['definitions', expect.stringMatching(/^bindery-[\d-]+\.json$/)])
  expect(JSON.parse(file?.content ?? '').bindings.map(({ name }: { name: string }) => name)).toEqual(['Number 2'])
  await page.context().close()
})

test('at 900 px all that narrows the list down stands in one line', async () => {
  await makeMany(1)
  const { page } = await visit(browser, farm, { width: 900, height: 700 })
  const line = page.getByRole('search', { name: 'Bindings' })
  await line.getByRole('combobox', { name: 'Order' }).waitFor()
  const tops = await line.locator('input:visible').evaluateAll((inputs) => {
    const middle = (element: Element) => {
      const { top, bottom } = element.getBoundingClientRect()
      return (top + bottom) / 2
    }
    return inputs.filter((input) => input.getBoundingClientRect().height > 5).map(middle)
  })
  expect(tops.length).toBeGreaterThan(4)
  expect(Math.max(...tops) - Math.min(...tops)).toBeLessThan(4)
  await page.context().close()
})

test('by keys alone: move, select, refresh, open, close, delete and undo', async () => {
  await makeMany(4)
  const { page } = await visit(browser, farm)
  await page.getByText('4 bindings', { exact: true }).waitFor()
  await asTable(page)
  await page.locator('h1').first().focus()
  await page.keyboard.press('j')
  await expect.poll(() => focused(page)).toBe('Number 4')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Space')
  await page.keyboard.press('j')
  await page.keyboard.press('Shift+Space')
  await page.getByRole('region', { name: 'Selected bindings' }).getByText('2 selected').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('region', { name: 'Selected bindings' }).waitFor({ state: 'detached' })

  await page.keyboard.press('End')
  await expect.poll(() => focused(page)).toBe('Number 1')
  const { uid } = (await farm.call('GET', '/bindings')).json.bindings.at(-1)
  const runs = async () =>
    (await farm.call('GET', `/bindings/${uid}/runs`)).json.runs.reduce(
      (sum: number, { count }: { count: number }) => sum + count,
      0,
    )
  await page.keyboard.press('Control+r')
  await expect.poll(runs).toBe(2)
  // The browser's own reload would have come back to the top of the page.
  expect(await focused(page)).toBe('Number 1')

  await page.keyboard.press('Enter')
  await page.getByRole('complementary', { name: 'Number 1' }).locator(':focus').waitFor()
  await page.keyboard.press('Escape')
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe(`open-${uid}`)

  // From the name by Tab to what can be done with it, and back to it from the menu.
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Edit' }).waitFor()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe(`menu-${uid}`)
  await page.keyboard.press('Delete')
  await page.getByText('Deleted “Number 1”.').waitFor()
  // The keys go on where the list was, and the focus is on what was brought back.
  await page.locator('h1').first().focus()
  await page.keyboard.press('j')
  await expect.poll(() => focused(page)).toBe('Number 2')
  await page.getByRole('button', { name: 'Undo' }).focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => names(page)).toContain('Number 1')
  await expect.poll(() => focused(page)).toBe('Number 1')
  await page.context().close()
})

test('on a Mac, whose keyboard calls Backspace “delete”, that key deletes', async () => {
  await makeMany(2)
  const { page } = await visit(browser, farm)
  // Elsewhere it does not.
  await page.getByRole('link', { name: 'Number 2', exact: true }).focus()
  await page.keyboard.press('Backspace')
  await page.addInitScript(() => Object.defineProperty(navigator, 'platform', { get: () => 'MacIntel' }))
  await page.reload()
  await page.getByRole('link', { name: 'Number 1', exact: true }).focus()
  await page.keyboard.press('Backspace')
  await page.getByText('Deleted “Number 1”.').waitFor()
  expect(await names(page)).toEqual(['Number 2'])

  await page.goto(`${farm.farm.url}/app/#/templates`)
  await cardOf(page, 'Farm status').getByRole('link').focus()
  await page.keyboard.press('Backspace')
  await page.getByText('Deleted “Farm status”.').waitFor()
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await cardOf(page, 'Farm status').waitFor()
  await page.keyboard.press('?')
  await page.getByText('⌫', { exact: true }).waitFor()
  await page.context().close()
})

test('the newest of many notices is told at once, and none goes while the keys are at it', async () => {
  await makeMany(7)
  const { page } = await visit(browser, farm)
  await page.clock.install()
  const undos = page.getByRole('button', { name: 'Undo' })
  for (let deleted = 1; deleted <= 6; deleted++) {
    await page.locator('.card h2 a').first().focus()
    await page.keyboard.press('Delete')
    await page.getByText(`Deleted “Number ${8 - deleted}”.`).waitFor()
    await expect.poll(() => focused(page)).toBe('Undo')
    // Under the pointer none goes by itself.
    await undos.last().hover()
  }
  await expect.poll(() => undos.count()).toBe(5)
  await page.mouse.move(0, 0)
  await page.clock.runFor(60_000)
  await expect.poll(() => undos.count()).toBe(1)
  await page.getByText('Deleted “Number 2”.').waitFor()
  expect(await focused(page)).toBe('Undo')
  await page.keyboard.press('Tab')
  await page.locator('h1').first().focus()
  await page.clock.runFor(60_000)
  await expect.poll(() => undos.count()).toBe(0)
  await page.context().close()
})

test('what is deleted elsewhere while it is open can be brought back, and a name that changes takes no focus', async () => {
  const { uid } = await make('A passing one')
  const { page } = await visit(browser, farm)
  await chooseLink(page, 'A passing one')
  await expect.poll(() => page.title()).toBe('A passing one · Bindery')
  const search = page.getByRole('button', { name: /^Search/ })
  await search.focus()
  await farm.call('PUT', `/bindings/${uid}`, { name: 'A lasting one' })
  await expect.poll(() => page.title()).toBe('A lasting one · Bindery')
  expect(await search.evaluate((button) => button === document.activeElement)).toBe(true)

  await farm.call('DELETE', `/bindings/${uid}`)
  await page.getByRole('heading', { name: 'There is no such binding' }).waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Bring it back' }).click()
  await expect.poll(() => focused(page)).toBe('A lasting one')
  expect((await farm.call('GET', `/bindings/${uid}`)).status).toBe(200)
  await page.keyboard.press('Escape')
  await expect.poll(() => page.title()).toBe('Bindings · Bindery')

  await page.goto(`${farm.farm.url}/app/#/bindings/bind_none`)
  await page.getByRole('button', { name: 'Bring it back' }).click()
  await page.getByText('No binding of this address was deleted').waitFor()
  await page.context().close()
})

test('the list is where one left it when one comes back', async () => {
  await makeMany(30)
  const { page } = await visit(browser, farm, { height: 500 })
  await asTable(page)
  const scroller = page
    .locator('[data-pane]', { has: page.getByRole('table') })
    .locator('> div')
    .first()
  await page.getByRole('link', { name: 'Number 30', exact: true }).waitFor()
  await scroller.evaluate((element) => {
    element.scrollTop = 400
  })
  await expect.poll(() => names(page)).toContain('Number 10')
  await page.getByRole('link', { name: /^Runs/ }).click()
  await page.getByRole('heading', { name: 'Runs', exact: true }).waitFor()
  await page.goBack()
  await page.getByRole('table').waitFor()
  await expect.poll(() => scroller.evaluate((element) => element.scrollTop)).toBe(400)
  await page.context().close()
})

test('a menu says which binding it is of, though the list has moved under it', async () => {
  const { uid } = await make('The first one')
  const { page } = await visit(browser, farm)
  await page.getByRole('button', { name: 'More for The first one' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).waitFor()
  await make('A newcomer')
  await expect.poll(() => names(page)).toEqual(['A newcomer', 'The first one'])
  await page.getByRole('menu').getByText('The first one').waitFor()
  await expectAccessible(page)
  await farm.call('DELETE', `/bindings/${uid}`)
  await page.getByRole('menu').waitFor({ state: 'detached' })
  await expect.poll(() => focused(page)).toBe('Bindings')
  await page.context().close()
})

test('a private address is refused, allowed by one button, and then drawn', async () => {
  const { uid } = await make('A private one', { dataSource: { type: 'http', url: `${source.url}/word` } })
  const { page } = await visit(browser, farm)
  await page.getByRole('link', { name: 'A private one' }).click()
  const detail = page.getByRole('complementary', { name: 'A private one' })
  await detail
    .locator('.problem')
    .getByText(/is a loopback address/)
    .waitFor()
  await expectAccessible(page)
  const { host } = new URL(source.url)
  await detail.getByRole('button', { name: `Allow this host (${host})` }).click()
  await detail.getByText('Healthy').waitFor()
  await detail.locator('.problem').waitFor({ state: 'detached' })
  const { allow } = (await farm.call('GET', '/settings')).json.settings
  expect(allow).toEqual([{ host, for: ['data'] }])
  expect((await farm.call('GET', `/bindings/${uid}`)).json.binding.status).toBe('active')
  await page.context().close()
})

test('earlier pictures can be looked at', async () => {
  const { uid } = await make('A changing one')
  const { page } = await visit(browser, farm)
  await page.goto(`${farm.farm.url}/app/#/bindings/${uid}`)
  const detail = page.getByRole('complementary', { name: 'A changing one' })
  await detail.locator('.thumbnail-large img').waitFor()
  await farm.call('PUT', `/bindings/${uid}`, { dataSource: { type: 'static', data: { word: 'later' } } })
  const strip = detail.getByRole('list', { name: 'Pictures that it had' })
  await strip.getByRole('button').nth(1).click()
  await detail.getByText('An earlier picture, from').waitFor()
  await expectAccessible(page)
  await detail.getByRole('button', { name: 'Show the present one' }).click()
  await detail.getByText('An earlier picture, from').waitFor({ state: 'detached' })
  await page.context().close()
})

test('a duplicate is another binding like it, and what others do is seen at once', async () => {
  const { uid } = await make('An original')
  const { page } = await visit(browser, farm)
  await chooseOf(page, 'An original', 'Duplicate')
  await page.getByRole('complementary', { name: 'An original copy' }).waitFor()
  await page.keyboard.press('Escape')
  await shownPicture(cardOf(page, 'An original copy'))

  await farm.call('POST', `/bindings/${uid}/pause`)
  await cardOf(page, 'An original').locator('strong', { hasText: 'Paused' }).waitFor()
  await farm.call('PUT', `/templates/${templateId}`, { name: 'A renamed template' })
  await cardOf(page, 'An original').getByText('A renamed template · fixed data').waitFor()
  await farm.call('DELETE', `/bindings/${uid}`)
  await cardOf(page, 'An original').waitFor({ state: 'detached' })
  await farm.call('POST', `/bindings/${uid}/restore`)
  await cardOf(page, 'An original').waitFor()
  await page.context().close()
})

test('a failing action says so and leaves the list as it was', async () => {
  await make('A stubborn one')
  const { page } = await visit(browser, farm)
  await page.route('**/pause', (route) => route.fulfill({ status: 503, json: { detail: 'The disk is full.' } }))
  await chooseOf(page, 'A stubborn one', 'Pause')
  await page.getByText('Pausing “A stubborn one” failed. The disk is full.').waitFor()
  await cardOf(page, 'A stubborn one').getByText('Healthy').waitFor()
  await page.context().close()
})

test.each([
  [1280, 800, true],
  [900, 700, false],
  [640, 400, true],
])('the table at %i × %i (dark: %s) is whole and clear', async (width, height, dark) => {
  await make('N'.repeat(199))
  await make('毎日の売上ダッシュボード')
  const { page } = await visit(browser, farm, { width, height, dark })
  await asTable(page)
  await page.getByRole('table').waitFor()
  await page.locator('[data-uid]').nth(1).waitFor()
  const isWide = () =>
    page.locator('.bindings-list > div').evaluate((scroller) => scroller.scrollWidth > scroller.clientWidth)
  expect(await isWide()).toBe(false)
  await expectAccessible(page)
  await page.goto(`${farm.farm.url}/app/#/sync`)
  await page.getByText('Bindery works without an account.', { exact: false }).waitFor()
  await expectAccessible(page)
  await page.context().close()
})
