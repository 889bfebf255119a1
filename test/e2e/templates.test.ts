import { isDeepStrictEqual } from 'node:util'
import type { Browser, Locator, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestFarm, type TestFarm } from '../helpers/farm.ts'
import { expectAccessible, openBrowser, visit } from './browser.ts'
import { buildUi } from './built-ui.ts'

let farm: TestFarm
let browser: Browser

beforeAll(async () => {
  buildUi()
  farm = await startTestFarm()
  browser = await openBrowser(farm.dataDir)
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await farm?.stop()
})

const CARD_HTML = '<body style="margin: 0; background: #fff">\n  <b>{{title}}</b>\n</body>\n'
const TITLE = { name: 'title', type: 'text', defaultValue: 'Hello', allowRawHtml: false }

const makeTemplate = (name: string, more: object = {}) =>
  farm.template(CARD_HTML, { name, variableDefinitions: [TITLE], width: 300, height: 150, ...more })
const bind = (templateId: string, name: string) =>
  farm.binding({
    name,
    templateId,
    dataSource: { type: 'static', data: { t: 'x' } },
    mapping: { title: 't' },
    refreshPolicy: { type: 'manual' },
  })
const bindingOf = async (templateId: string): Promise<string> =>
  (await farm.call('GET', `/bindings?templateId=${templateId}`)).json.bindings[0].uid
const stored = async (uid: string) => (await farm.call('GET', `/templates/${uid}`)).json.template

const cardOf = (page: Page, name: string): Locator =>
  page.locator('.template', { has: page.getByRole('heading', { name, exact: true }) })
const sourceOf = (page: Page): Locator => page.getByRole('textbox', { name: 'Source, HTML with Handlebars' })
const saved = (page: Page): Promise<void> => page.getByText('Saved', { exact: true }).waitFor()

async function openEditor(uid: string, options: Parameters<typeof visit>[2] = {}) {
  const visited = await visit(browser, farm, options)
  await visited.page.goto(`${farm.farm.url}/app/#/templates/${uid}`)
  await sourceOf(visited.page).waitFor()
  await visited.page.getByRole('img', { name: 'The template with its sample values' }).waitFor()
  return visited
}

/** Writes at the end of the source. */
async function write(page: Page, text: string): Promise<void> {
  await sourceOf(page).click()
  await page.keyboard.press('Control+End')
  await page.keyboard.insertText(text)
}

test('the list shows each template, finds, sorts, duplicates, deletes and takes back', async () => {
  const uid = await makeTemplate('A listed one', { tags: ['zebra'] })
  const { page, complaints } = await visit(browser, farm)
  await page.getByRole('link', { name: /^Templates/ }).click()
  await cardOf(page, 'A listed one').getByText('300 × 150').waitFor()
  await cardOf(page, 'Farm status').getByText('1 binding').waitFor()
  await cardOf(page, 'A listed one').locator('img').waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('zebra')
  await expect.poll(() => page.locator('.template').count()).toBe(1)
  await page.getByText('1 of 6 templates').waitFor()

  await page.getByRole('button', { name: 'More for A listed one' }).click()
  await page.getByRole('menuitem', { name: 'Duplicate' }).click()
  await sourceOf(page).waitFor()
  expect(await page.getByRole('textbox', { name: 'Name', exact: true }).inputValue()).toBe('A listed one (copy)')

  await page.getByRole('link', { name: 'Back' }).click()
  await cardOf(page, 'A listed one').getByRole('link').focus()
  await page.keyboard.press('Delete')
  await cardOf(page, 'A listed one').waitFor({ state: 'detached' })
  expect((await farm.call('GET', `/templates/${uid}`)).status).toBe(404)
  await page.getByRole('button', { name: 'Undo' }).click()
  await cardOf(page, 'A listed one').waitFor()
  expect(await stored(uid)).toMatchObject({ uid, html: CARD_HTML, variables: ['title'] })
  expect(complaints).toEqual([])
  await page.context().close()
})

test('F6 goes from the filter to the list, and keys go on from there', async () => {
  const { page } = await visit(browser, farm)
  await page.goto(`${farm.farm.url}/app/#/templates`)
  await cardOf(page, 'Farm status').waitFor()
  const pane = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
  await page.keyboard.press('F6')
  expect(await pane()).toBe('Find templates')
  await page.keyboard.press('F6')
  expect(await pane()).toBe('Templates')
  await page.keyboard.press('j')
  expect(await page.evaluate(() => document.activeElement?.closest('li')?.hasAttribute('data-template'))).toBe(true)
  await page.keyboard.press('Shift+F6')
  expect(await pane()).toBe('Find templates')
  await page.context().close()
})

test.each([
  ['Width of the source', 'ArrowLeft', 'width'],
  ['Height of the preview', 'ArrowUp', 'height'],
] as const)('the handle “%s” has its name, and moves by keys', async (name, key, side) => {
  const { page } = await openEditor(await makeTemplate(`With a handle: ${name}`))
  const handle = page.getByRole('separator', { name })
  const size = async () => (await handle.locator('xpath=preceding-sibling::*[1]').boundingBox())?.[side] ?? 0
  const before = await size()
  await handle.focus()
  await page.keyboard.press(key)
  await expect.poll(size).toBeLessThan(before)
  await page.context().close()
})

test('one that is in use is deleted only after it was said what happens, and comes back with its bindings', async () => {
  const uid = await makeTemplate('A used one')
  const { uid: user } = await bind(uid, 'Its binding')
  const { page } = await visit(browser, farm)
  await page.goto(`${farm.farm.url}/app/#/templates`)
  const menu = page.getByRole('button', { name: 'More for A used one' })
  await menu.click()
  await page.getByRole('menuitem', { name: 'Delete' }).waitFor()
  await expectAccessible(page)
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('link', { name: 'Its binding' }).waitFor()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await expect.poll(() => menu.evaluate((button) => button === document.activeElement)).toBe(true)
  expect((await farm.call('GET', `/templates/${uid}`)).status).toBe(200)
  await menu.click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await dialog.getByRole('button', { name: 'Delete anyway' }).click()
  await cardOf(page, 'A used one').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Undo' }).click()
  await cardOf(page, 'A used one').waitFor()
  const status = async () => (await farm.call('GET', `/bindings/${user}`)).json.binding.status
  await expect.poll(status, { timeout: 20_000 }).toBe('active')
  await page.context().close()
})

/** The editor takes no option in the moment in which it offers them, since nobody can have meant it. */
const readOptions = (page: Page) => page.waitForTimeout(200)

test('from a starter to a saved template by keyboard, with completion and a live preview', async () => {
  const { page, complaints } = await visit(browser, farm)
  await page.goto(`${farm.farm.url}/app/#/templates`)
  await page.getByRole('button', { name: 'New template' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: /^Social image/ }).focus()
  await page.keyboard.press('Enter')
  await sourceOf(page).waitFor()
  const picture = page.getByRole('img', { name: 'The template with its sample values' })
  await picture.waitFor()
  const before = await picture.getAttribute('src')
  await sourceOf(page).focus()
  await page.keyboard.press('Control+End')
  await page.keyboard.type('<p>{{trun', { delay: 30 })
  await page.getByRole('option', { name: /^truncate/ }).waitFor()
  await readOptions(page)
  await page.keyboard.press('Enter')
  await page.keyboard.type(' ti', { delay: 30 })
  await page
    .getByRole('option', { name: /^title/ })
    .first()
    .waitFor()
  await readOptions(page)
  await page.keyboard.press('Enter')
  await page.keyboard.type(' 3}}', { delay: 30 })
  await expect.poll(() => picture.getAttribute('src'), { timeout: 20_000 }).not.toBe(before)
  // Escape, then Tab leaves the editor.
  await page.keyboard.press('Escape')
  await page.keyboard.press('Tab')
  expect(await sourceOf(page).evaluate((element) => element.contains(document.activeElement))).toBe(false)
  await page.keyboard.press('Control+s')
  await saved(page)
  expect(page.url()).toMatch(/#\/templates\/tmpl_/)
  const { html, name } = await stored(page.url().split('/').at(-1) ?? '')
  expect(name).toBe('Social image')
  expect(html).toContain('{{truncate title 3}}')
  expect(complaints.filter((each) => !each.includes('422'))).toEqual([])
  await page.context().close()
})

test('faults are underlined where they are and listed, and each leads to its place', async () => {
  const uid = await makeTemplate('A faulty one')
  const { page } = await openEditor(uid)
  await write(page, '<p>{{nope title}} {{missing}} {{{title}}} <img src="https://cdn.example.com/a.png"></p>')
  const problems = page.getByRole('region', { name: 'Problems' })
  await problems.getByText('2 errors, 2 warnings').waitFor()
  await expect.poll(() => page.locator('.cm-lintRange-error').count()).toBe(2)
  await problems.getByRole('button', { name: /missing/ }).waitFor()
  await problems.getByRole('button', { name: /cdn\.example\.com/ }).waitFor()
  await page.getByText('It can’t be drawn.').waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Declare missing' }).click()
  await problems.getByText('2 errors, 1 warning').waitFor()
  await problems.getByRole('button', { name: /nope/ }).click()
  await page.keyboard.insertText('X')
  await problems.getByRole('button', { name: /Xnope|nope/ }).waitFor()
  expect(await sourceOf(page).textContent()).toMatch(/\{?\{?X?\{?\{?X?nope title/)
  // A save is refused with the reason, and nothing is lost.
  await page.keyboard.press('Control+s')
  await page.getByText('Not saved.').waitFor()
  expect((await stored(uid)).html).toBe(CARD_HTML)
  await page.getByRole('button', { name: 'Revert' }).click()
  await problems.getByText('No problems').waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await problems.getByRole('button', { name: /Xnope|nope/ }).waitFor()
  await page.getByRole('button', { name: 'Revert' }).click()
  await problems.getByText('No problems').waitFor()
  await page.context().close()
})

test('a variable is renamed wherever it is read, has rules and a sample; what a save breaks is said first', async () => {
  const uid = await makeTemplate('A bound one')
  await bind(uid, 'Reads the title')
  const { page } = await openEditor(uid)
  const name = page.getByRole('textbox', { name: 'Name of title' })
  await name.fill('not a name')
  await page.getByText('A letter, _ or $, then letters, digits, _, $ or -').waitFor()
  await name.fill('headline')
  await page.keyboard.press('Enter')
  await expect.poll(() => sourceOf(page).textContent()).toContain('{{headline}}')
  await page.getByRole('button', { name: 'More of headline' }).click()
  await page.getByRole('textbox', { name: 'Default' }).fill('')
  await page.getByRole('checkbox', { name: 'Required' }).check()
  const picture = page.getByRole('img', { name: 'The template with its sample values' })
  await page.getByText('It can’t be drawn.').or(picture).first().waitFor()
  await page.getByRole('textbox', { name: 'Sample of headline' }).fill('<Sampled>')
  await page.getByText('It can’t be drawn.').waitFor({ state: 'detached' })
  await page.keyboard.press('Control+s')
  const dialog = page.getByRole('dialog')
  await dialog.getByText('“title” is gone.', { exact: false }).waitFor()
  await dialog.getByText('“headline” is required', { exact: false }).waitFor()
  await expectAccessible(page)
  expect((await stored(uid)).variables).toEqual(['title'])
  await dialog.getByRole('button', { name: 'Save' }).click()
  await saved(page)
  expect((await stored(uid)).variables).toEqual(['headline'])
  await page.reload()
  await expect.poll(() => page.getByRole('textbox', { name: 'Sample of headline' }).inputValue()).toBe('<Sampled>')
  await page.context().close()
})

test('before a save one sees what it makes of a binding, from the data that the binding has', async () => {
  const uid = await makeTemplate('A looked at one')
  await bind(uid, 'Reads an x')
  const { page } = await openEditor(uid)
  await page.getByRole('tab', { name: 'Used by 1' }).click()
  const drawn = (variables: object) =>
    page.waitForRequest(
      (request) =>
        request.url().endsWith('/templates/preview') && isDeepStrictEqual(request.postDataJSON().variables, variables),
    )
  const withData = drawn({ title: 'x' })
  await page.getByRole('button', { name: 'Preview with Reads an x' }).click()
  await withData
  await page.getByRole('img', { name: 'The template with the data of Reads an x' }).waitFor()
  await page.getByText('With the last data of Reads an x').waitFor()
  await expectAccessible(page)
  // It follows the edits, and what the binding reads.
  const afterRefresh = drawn({ title: 'y' })
  await farm.call('PUT', `/bindings/${await bindingOf(uid)}`, { dataSource: { type: 'static', data: { t: 'y' } } })
  await afterRefresh
  await page.getByRole('button', { name: 'Back to the samples' }).click()
  await page.getByRole('img', { name: 'The template with its sample values' }).waitFor()
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1')
  await page.context().close()
})

test('a preview says whose data it shows, and stops drawing where a binding has none', async () => {
  const uid = await makeTemplate('A waiting one')
  const webhook = { dataSource: { type: 'webhook' }, refreshPolicy: { type: 'webhook' } }
  await farm.binding({ name: 'Waits for data', templateId: uid, mapping: { title: 't' }, ...webhook })
  await bind(uid, 'Reads an x')
  const { page } = await openEditor(uid)
  await page.getByRole('tab', { name: 'Used by 2' }).click()
  const state = page.getByRole('region', { name: 'Preview' }).locator('header').getByRole('status')
  const noData = page.getByText('There is no data here yet', { exact: false })

  // A picture that is never drawn is given up.
  await page.route('**/templates/preview', () => {})
  await page.getByRole('button', { name: 'Draw again' }).click()
  await state.getByText('Drawing…').waitFor()
  await page.getByRole('button', { name: 'Preview with Waits for data' }).click()
  await noData.waitFor()
  await state.getByText('Drawing…').waitFor({ state: 'detached' })

  // Of the data only what is mapped is sent.
  const asked = page.waitForRequest((request) => request.url().includes('/bindings/test'))
  await page.getByRole('button', { name: 'Preview with Reads an x' }).click()
  expect((await asked).postDataJSON().dataSource).toEqual({ type: 'static', data: { title: 'x' } })
  await noData.waitFor({ state: 'detached' })
  await state.getByText('Drawing…').waitFor()
  await page.getByText('With the last data of Reads an x').waitFor()
  await page.getByRole('img', { name: 'The template with its sample values' }).waitFor()
  await page.unroute('**/templates/preview')
  await page.getByRole('button', { name: 'Draw again' }).click()
  await page.getByRole('img', { name: 'The template with the data of Reads an x' }).waitFor()
  await page.context().close()
})

test('leaving with edits asks, and stays or leaves as one says', async () => {
  const uid = await makeTemplate('A left one')
  const { page } = await openEditor(uid)
  await write(page, '<i>more</i>')
  await page.getByText('Not saved').waitFor()
  await page.getByRole('link', { name: /^Bindings/ }).click()
  await page.getByRole('button', { name: 'Stay' }).click()
  expect(page.url()).toContain(uid)
  expect(await sourceOf(page).textContent()).toContain('more')
  await page.getByRole('link', { name: /^Bindings/ }).click()
  await page.getByRole('button', { name: 'Leave', exact: true }).click()
  await page.getByRole('heading', { name: 'Bindings', exact: true }).waitFor()
  expect((await stored(uid)).html).toBe(CARD_HTML)
  await page.context().close()
})

test('what changed elsewhere is taken in silence, or shown beside the edits: none are lost', async () => {
  const uid = await makeTemplate('A shared one')
  const { page } = await openEditor(uid)
  await farm.call('PUT', `/templates/${uid}`, { html: '<p>first {{title}}</p>' })
  await expect.poll(() => sourceOf(page).textContent()).toContain('first')
  await write(page, '<i>mine</i>')
  await farm.call('PUT', `/templates/${uid}`, { html: '<p>second {{title}}</p>', width: 333 })
  await page.getByText('It was changed elsewhere').waitFor()
  // A save that can't be done shows why.
  await page.keyboard.press('Control+s')
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Both of you changed: Source.', { exact: false }).waitFor()
  await dialog.getByText('second').waitFor()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Keep mine' }).click()
  expect((await stored(uid)).html).toContain('second')
  await page.keyboard.press('Control+s')
  await saved(page)
  expect(await stored(uid)).toMatchObject({ html: '<p>first {{title}}</p><i>mine</i>', width: 333 })

  await write(page, '<i>given up</i>')
  await farm.call('PUT', `/templates/${uid}`, { html: '<p>third {{title}}</p>' })
  await page.getByText('It was changed elsewhere').waitFor()
  await page.getByRole('button', { name: 'Revert' }).click()
  await expect.poll(() => sourceOf(page).textContent()).toBe('<p>third {{title}}</p>')
  await page.getByText('It was changed elsewhere').waitFor({ state: 'detached' })

  await write(page, '<i>orphan</i>')
  await farm.call('DELETE', `/templates/${uid}`)
  await page.getByText('It was deleted elsewhere.').waitFor()
  await page.keyboard.press('Control+s')
  await saved(page)
  const made = page.url().split('/').at(-1) ?? ''
  expect(made).not.toBe(uid)
  expect((await stored(made)).html).toContain('orphan')
  await page.context().close()
})

test('Revert is taken back only where nothing was written since, and only in the same template', async () => {
  const uid = await makeTemplate('A reverted one')
  await makeTemplate('Another one')
  const { page } = await openEditor(uid)
  const revert = page.getByRole('button', { name: 'Revert' })
  const undo = page.getByRole('button', { name: 'Undo' })
  await write(page, '<i>first</i>')
  await revert.click()
  await undo.waitFor()
  await write(page, '<i>second</i>')
  await undo.waitFor({ state: 'detached' })
  await revert.click()
  await undo.click()
  await expect.poll(() => sourceOf(page).textContent()).toContain('second')
  await revert.click()
  await undo.waitFor()
  await page.keyboard.press('Control+k')
  await page.getByRole('textbox', { name: 'Search' }).fill('Another one')
  await page.locator('.mantine-Spotlight-actionsList').getByText('Another one', { exact: true }).first().waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Edit Another one' }).waitFor({ state: 'attached' })
  await undo.waitFor({ state: 'detached' })
  await page.context().close()
})

test('versions are compared and restored, and a restore is taken back', async () => {
  const uid = await makeTemplate('A versioned one')
  await farm.call('PUT', `/templates/${uid}`, { html: '<p>second {{title}}</p>', width: 333 })
  const { page } = await openEditor(uid)
  await page.getByRole('tab', { name: 'Versions' }).click()
  await page.getByRole('button', { name: 'Compare version 1' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('It was 300 × 150 and is 333 × 150.', { exact: false }).waitFor()
  await dialog.getByText('second').waitFor()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Restore' }).click()
  await expect.poll(async () => (await stored(uid)).html).toBe(CARD_HTML)
  await expect.poll(() => sourceOf(page).textContent()).not.toContain('second')
  await page.getByText('Version 3').waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => sourceOf(page).textContent()).toContain('second')
  await page.context().close()
})

test('a template of another engine is shown and can’t be edited', async () => {
  const file = { bindery: 1, templates: [{ uid: 'tmpl_foreign', name: 'A foreign one', engine: 'fabric', html: '{}' }] }
  expect((await farm.call('POST', '/import', file)).status).toBe(200)
  const { page } = await visit(browser, farm)
  await page.goto(`${farm.farm.url}/app/#/templates/tmpl_foreign`)
  await page.getByText('of the engine “fabric”').waitFor()
  await page.getByRole('textbox', { name: /read only/ }).click()
  await page.keyboard.type('x')
  expect(await page.getByRole('textbox', { name: /read only/ }).textContent()).toBe('{}')
  await expectAccessible(page)
  await page.goto(`${farm.farm.url}/app/#/templates/tmpl_nowhere`)
  await page.getByRole('heading', { name: 'There is no such template' }).waitFor()
  await page.context().close()
})

test.each([
  [true, 900, 700],
  [false, 640, 400],
])(
  'axe finds nothing and nothing is cut off (dark: %s, %i × %i)',
  async (dark, width, height) => {
    const uid = await makeTemplate(`${'長い名前 اسم طويل '.repeat(11)}${width}`)
    const { page } = await openEditor(uid, { dark, width, height })
    const isWide = () =>
      page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
    await page.getByRole('button', { name: 'More of title' }).click()
    await expectAccessible(page)
    expect(await isWide()).toBe(false)
    // The tabs are the same at every width.
    for (const tab of dark ? ['Settings', /^Used by/, 'Versions'] : []) {
      await page.getByRole('tab', { name: tab }).click()
      await page.getByText('Reading the versions…').waitFor({ state: 'detached' })
      await expectAccessible(page)
    }
    await page.goto(`${farm.farm.url}/app/#/templates`)
    await page.locator('.template img').first().waitFor()
    await expectAccessible(page)
    expect(await isWide()).toBe(false)
    await page.goto(`${farm.farm.url}/app/#/templates/new`)
    await page.locator('main img').first().waitFor()
    await expectAccessible(page)
    expect(await isWide()).toBe(false)
    await page.context().close()
  },
  90_000,
)
