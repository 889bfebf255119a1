import type { Browser, Locator, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { JsonObject } from '../../src/shared/json.ts'
import { startTestFarm, type TestFarm } from '../helpers/farm.ts'
import { type HostedServer, startHostedServer } from '../helpers/hosted-server.ts'
import { expectAccessible, expectNothingWider, openBrowser, visit } from './browser.ts'
import { buildUi } from './built-ui.ts'

let farm: TestFarm
let hosted: HostedServer
let browser: Browser
let pages: Page[] = []

beforeAll(async () => {
  buildUi()
  browser = await openBrowser('')
}, 120_000)
afterAll(() => browser?.close())
beforeEach(async () => {
  farm = await startTestFarm()
  hosted = await startHostedServer()
})
afterEach(async () => {
  await Promise.all(pages.map((page) => page.context().close()))
  pages = []
  await farm?.stop()
  await hosted?.stop()
})

const open = async (hash = '#/sync', options: Parameters<typeof visit>[2] = {}) => {
  const { page, complaints } = await visit(browser, farm, options)
  pages.push(page)
  await page.goto(`${farm.farm.url}/app/${hash}`)
  return { page, complaints }
}
const host = () => new URL(hosted.url).host
const HTML = '<body style="font:40px sans-serif;color:{{colour}}">{{title}}</body>'
const template = (more: object = {}) => farm.template(HTML, { name: 'A card', width: 240, height: 126, ...more })
const binding = (templateId: string, name: string, more: object = {}) =>
  farm.binding({
    name,
    templateId,
    dataSource: { type: 'static', data: { a: 'Alpha', b: 'Beta', red: 'red', blue: 'blue' } },
    mapping: { title: 'a', colour: 'red' },
    ...more,
  })
const connect = (more: object = {}) =>
  farm.call('PUT', '/sync/account', { baseUrl: hosted.url, apiKey: hosted.key, ...more })
const syncAll = async () => {
  const { json } = await farm.call('POST', '/sync/plan')
  const { json: answer } = await farm.call('POST', '/sync/apply?wait=true', { planId: json.plan.id })
  expect(answer.result.failed).toEqual([])
}
const bindingHere = async (uid: string) => (await farm.call('GET', `/bindings/${uid}`)).json?.binding
const bindingThere = (name: string): JsonObject => {
  const found = hosted.all('binding').find((each) => each.name === name)
  if (!found) throw new Error(`${name} is not there`)
  return found
}
const look = (page: Page) => page.getByRole('button', { name: 'Look for changes' }).click()
const sync = (page: Page, words: string) => page.getByRole('button', { name: words }).click()
const operation = (page: Page, name: string): Locator =>
  page.locator('li', { has: page.getByText(name, { exact: true }) })
const openOperation = (page: Page, name: string) => page.getByRole('link', { name: new RegExp(`^${name}`) }).click()
const panel = (page: Page, name: string): Locator => page.getByRole('complementary', { name })
/** The picture once it is drawn, as it is in the page. */
async function picture(place: Locator, title: string): Promise<string> {
  const image = place.getByRole('img', { name: title })
  await image.waitFor()
  await image.evaluate((element: HTMLImageElement) => element.decode())
  expect(await image.evaluate((element: HTMLImageElement) => element.naturalWidth)).toBeGreaterThan(0)
  return (await image.getAttribute('src')) ?? ''
}
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '')

test('a wrong key is refused where it stands; with the right one the plan is read, and nothing has moved', async () => {
  await binding(await template(), 'Goes up')
  const { page, complaints } = await open()
  await page.getByText('Bindery works without an account.', { exact: false }).waitFor()
  await page.getByRole('textbox', { name: 'Address' }).fill(hosted.url)
  const key = page.getByLabel('API key', { exact: false }).first()
  await page.getByRole('button', { name: 'Connect' }).click()
  await page.getByText('Give the key of your account.').waitFor()
  await key.fill('not-the-key')
  await page.getByRole('button', { name: 'Connect' }).click()
  await page.getByText('Copy the key again', { exact: false }).waitFor()
  expect(await key.evaluate((element) => element === document.activeElement)).toBe(true)
  await expectAccessible(page)
  expect((await farm.call('GET', '/sync')).json.account).toBeNull()

  await key.fill(hosted.key)
  await page.getByRole('button', { name: 'Connect' }).click()
  await page.getByText(`At ${host()}: 2 create, 0 update, 0 delete.`).waitFor()
  await page.getByText('Here: 0 create, 0 update, 0 delete.').waitFor()
  await expectAccessible(page)
  expect(hosted.calls.filter((call) => !/^(list|get) /.test(call))).toEqual([])
  expect(await page.content()).not.toContain(hosted.key)
  // The browser itself tells of the answer that the form turned into words.
  expect(complaints.filter((each) => !/status of 400/.test(each))).toEqual([])
})

test('what is pushed is there and marked so, and what is held back says why and what to do', async () => {
  const uid = await template()
  await binding(uid, 'Goes up')
  await binding(uid, 'From the NAS', { dataSource: { type: 'http', url: 'http://192.168.1.5/state' } })
  await connect()
  const { page, complaints } = await open()
  await look(page)
  await openOperation(page, 'From the NAS')
  const held = panel(page, 'From the NAS')
  await held.getByText('private address', { exact: false }).first().waitFor()
  await held.getByRole('link', { name: 'Account' }).waitFor()
  await expectAccessible(page)
  await sync(page, 'Sync 2 changes')
  await page.getByText('Synced 2 changes.').waitFor()
  await page.getByText('1 held back.', { exact: false }).first().waitFor()
  expect(hosted.all('binding').map(({ name }) => name)).toEqual(['Goes up'])
  expect(hosted.all('template')).toHaveLength(1)
  await page.getByRole('link', { name: /^Synced/ }).waitFor()

  await page.getByRole('link', { name: /^Bindings/ }).click()
  const card = page.locator('.card', { has: page.getByRole('link', { name: 'Goes up', exact: true }) })
  await card.locator('[data-cloud="synced"]').waitFor()
  await page.locator('[data-cloud="held_back"]').first().waitFor()
  await expectAccessible(page)
  await card.getByRole('link', { name: 'Goes up' }).click()
  await page.getByText('take the address it is synced to', { exact: false }).waitFor()
  await page.getByRole('button', { name: 'Copy its URL there' }).click()
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  expect(copied).toBe(bindingThere('Goes up').renderUrl)
  expect(complaints).toEqual([])
})

test('a conflict is resolved field by field, with both pictures shown and the one that comes of it', async () => {
  const uid = await template()
  const { uid: local } = await binding(uid, 'Weather')
  await connect()
  await syncAll()
  await farm.call('PUT', `/bindings/${local}`, { name: 'Mine', mapping: { title: 'a', colour: 'blue' } })
  const { uid: remote } = bindingThere('Weather')
  hosted.change('binding', String(remote), { name: 'Theirs', mapping: { title: 'b', colour: 'red' } })
  const { page, complaints } = await open()
  await look(page)
  await page.getByText('1 conflict left as it is', { exact: false }).waitFor()
  await openOperation(page, 'Mine')
  const shown = panel(page, 'Mine')
  const [mine, theirs] = [await picture(shown, 'Mine, here'), await picture(shown, `Theirs, at ${host()}`)]
  expect(mine).not.toBe(theirs)
  await shown.getByText('Weather', { exact: true }).waitFor()
  await expectAccessible(page)

  // What one side changed alone is no conflict: the title comes, the colour goes.
  const name = shown.getByRole('radiogroup', { name: 'Name: which is taken' })
  await name.getByRole('radio', { name: /^Theirs/ }).check()
  await shown.getByText('1 of 1 decided below.').waitFor()
  const decided = await picture(shown, 'As you decided')
  expect([mine, theirs]).not.toContain(decided)
  await page.getByText('1 conflict as you decided.').waitFor()
  await sync(page, 'Sync 1 change')
  await page.getByText(/^Synced \d/).waitFor()
  expect(await bindingHere(local)).toMatchObject({ name: 'Theirs', mapping: { title: 'b', colour: 'blue' } })
  expect(hosted.find('binding', String(remote))).toMatchObject({
    name: 'Theirs',
    mapping: { title: 'b', colour: 'blue' },
  })
  await look(page)
  await page.getByText('Nothing to sync', { exact: false }).waitFor()
  expect(complaints).toEqual([])
})

test('a template is compared as source; what nobody approved yet is drawn only when asked for; undo takes it back', async () => {
  const uid = await template()
  await binding(uid, 'A user of it')
  await connect()
  await syncAll()
  await farm.call('PUT', `/templates/${uid}`, { html: HTML.replace('40px', '44px') })
  const remote = String(hosted.all('template')[0]?.uid)
  hosted.change('template', remote, {
    html: `${HTML.replace('40px', '20px')}<img src="https://pictures.example.com/a.png">`,
  })
  const { page } = await open()
  await look(page)
  await page.getByText('load from pictures.example.com', { exact: false }).waitFor()
  await openOperation(page, 'A card')
  const shown = panel(page, 'A card')
  await picture(shown, 'Mine, here')
  await shown.getByText('To be drawn it loads from pictures.example.com.').waitFor()
  expect(await shown.getByRole('img', { name: `Theirs, at ${host()}` }).count()).toBe(0)
  await shown.getByRole('textbox', { name: 'Source: Mine, here' }).getByText('44px', { exact: false }).waitFor()
  await shown
    .getByRole('textbox', { name: `Source: Theirs, at ${host()}` })
    .getByText('20px', { exact: false })
    .waitFor()
  await shown.getByText('What they changed').click()
  await shown.getByRole('textbox', { name: 'Source: Last synced' }).waitFor()
  await expectAccessible(page)
  await shown.getByRole('radio', { name: 'Theirs', exact: true }).check()
  await sync(page, 'Sync 1 change')
  await page.getByText(/^Synced \d/).waitFor()
  const htmlHere = async () => (await farm.call('GET', `/templates/${uid}`)).json.template.html
  expect(await htmlHere()).toContain('20px')

  await page.getByRole('button', { name: 'Undo the last sync' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Undo' }).click()
  await page.getByText('Took back 1 change.').waitFor()
  expect(await htmlHere()).toContain('44px')
  expect(hosted.find('template', remote)?.html).toContain('20px')
})

test('many deletions are asked about with numbers and names, and undone', async () => {
  const uid = await template()
  const names = ['Oslo', 'Bergen', 'Tromsø', 'Bodø']
  for (const name of names) await binding(uid, name)
  await connect()
  await syncAll()
  for (const name of names) hosted.remove('binding', String(bindingThere(name).uid))
  const { page } = await open()
  await look(page)
  await page.getByText('Here: 0 create, 0 update, 4 delete.').waitFor()
  await sync(page, 'Sync 4 changes')
  const asked = page.getByRole('dialog', { name: 'Delete 4 objects?' })
  await asked.getByText('4 bindings here:').waitFor()
  for (const name of names) await asked.getByText(name).waitFor()
  await expectAccessible(page)
  await asked.getByRole('button', { name: 'Cancel' }).click()
  await asked.waitFor({ state: 'detached' })
  const count = async () => (await farm.call('GET', '/bindings')).json.pagination.total
  expect(await count()).toBe(5)
  await sync(page, 'Sync 4 changes')
  await asked.getByRole('button', { name: 'Sync and delete 4' }).click()
  await page.getByText('Synced 4 changes.').waitFor()
  expect(await count()).toBe(1)
  await page.getByRole('button', { name: 'Undo the last sync' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Undo' }).click()
  await page.getByText('Took back 4 changes.').waitFor()
  await expect.poll(count).toBe(5)
})

test('being offline, a fault there and a key that was revoked are told with the next step, and mended', async () => {
  await binding(await template(), 'Weather')
  await connect()
  await syncAll()
  const { page } = await open()
  await look(page)
  await page.getByText('Nothing to sync', { exact: false }).waitFor()
  await farm.call('PATCH', '/sync/settings', { auto: 'change' })
  await page.getByRole('link', { name: 'Syncs by itself after changes' }).waitFor()
  hosted.fail('all', 'dropped before')
  await look(page)
  await page.getByText(`${host()} can’t be reached.`).waitFor()
  await page.getByRole('link', { name: 'Sync offline' }).waitFor()
  await expectAccessible(page)
  // Where syncs start by themselves one is told when it is tried again.
  await page.getByText('Next try', { exact: false }).waitFor()
  await farm.call('PATCH', '/sync/settings', { auto: 'off' })
  hosted.recover()
  await page.getByRole('button', { name: 'Try now' }).click()
  await page.getByText(`${host()} can’t be reached.`).waitFor({ state: 'detached' })
  await page.getByText('Nothing to sync', { exact: false }).waitFor()

  hosted.fail('all', 'HTML page with 200')
  await look(page)
  await page.getByText(`What answers at ${host()} is not the API.`).waitFor()
  hosted.recover()
  const key = hosted.key
  hosted.changeKey('another-key-0123456789')
  await look(page)
  await page.getByText(`${host()} refuses the key.`).waitFor()
  await page.getByRole('link', { name: 'Sync: key refused' }).waitFor()
  await page.getByRole('navigation', { name: 'Screens' }).getByTitle('1 waits for you').waitFor()
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Change the account' }).click()
  await page.getByLabel('API key', { exact: false }).first().fill('another-key-0123456789')
  await page.getByRole('button', { name: 'Check and save' }).click()
  await page.getByText('The account answers', { exact: false }).waitFor()
  expect(key).not.toBe('another-key-0123456789')
  await page.getByRole('link', { name: /^Synced/ }).waitFor()
})

test('credentials go along only where they are ticked', async () => {
  const uid = await template()
  const dataSource = {
    type: 'http',
    url: 'https://weather.example.com/now',
    credentials: { type: 'bearer_token', value: 'secret-of-mine' },
  }
  await binding(uid, 'Told', { dataSource })
  await binding(uid, 'Kept', { dataSource })
  await connect()
  const { page } = await open()
  await look(page)
  await openOperation(page, 'Told')
  await panel(page, 'Told').getByRole('checkbox', { name: 'Send its credential along' }).check()
  await operation(page, 'Told').getByText('Credential goes along').waitFor()
  await operation(page, 'Kept').getByText('Credential stays').waitFor()
  await sync(page, 'Sync 3 changes')
  await page.getByText('Synced 3 changes.').waitFor()
  expect(hosted.credentials(String(bindingThere('Told').uid))).toMatchObject({ value: 'secret-of-mine' })
  expect(hosted.credentials(String(bindingThere('Kept').uid))).toBeNull()
  expect(await page.content()).not.toContain('secret-of-mine')
})

test('credentials go up from the page of a binding: asked once, and alone only where nothing else would move unread', async () => {
  const uid = await template()
  const source = (value: string) => ({
    dataSource: {
      type: 'http',
      url: 'https://weather.example.com/now',
      credentials: { type: 'bearer_token', value },
    },
  })
  const { uid: told } = await binding(uid, 'Told', source('secret-of-mine'))
  const { uid: other } = await binding(uid, 'Another')
  await connect()
  await syncAll()
  const there = () => hosted.credentials(String(bindingThere('Told').uid))
  expect(there()).toBeNull()

  const { page, complaints } = await open(`#/bindings/${told}`)
  const send = async () => {
    await page.getByRole('button', { name: 'Send its credentials…' }).click()
    const asked = page.getByRole('dialog', { name: 'Send the credentials?' })
    await asked.getByText('so that it can ask the source too', { exact: false }).waitFor()
    return asked
  }
  await page.getByText('Its credentials stay on this machine.').waitFor()
  const asked = await send()
  await expectAccessible(page)
  await asked.getByRole('button', { name: 'Cancel' }).click()
  await asked.waitFor({ state: 'detached' })
  expect(hosted.calls.filter((call) => call.startsWith('update '))).toEqual([])
  await (await send()).getByRole('button', { name: `Send to ${host()}` }).click()
  await page.getByText(`Sent the credentials of “Told” to ${host()}.`).waitFor()
  expect(there()).toMatchObject({ value: 'secret-of-mine' })
  await page.getByText('Its credentials stay on this machine.').waitFor()

  // With something else to sync it is read first, with the credentials ticked.
  await farm.call('PUT', `/bindings/${told}`, source('another-secret'))
  await syncAll()
  await farm.call('PUT', `/bindings/${other}`, { name: 'Renamed' })
  await (await send()).getByRole('button', { name: `Send to ${host()}` }).click()
  const tick = page.getByRole('checkbox', { name: 'Send the credentials of “Told”' })
  await tick.waitFor()
  expect(await tick.isChecked()).toBe(true)
  await expectAccessible(page)
  expect(there()).toMatchObject({ value: 'secret-of-mine' })
  expect(hosted.all('binding').map(({ name }) => name)).toContain('Another')
  await sync(page, 'Sync 2 changes')
  await page.getByText('Synced 2 changes.').waitFor()
  expect(there()).toMatchObject({ value: 'another-secret' })
  expect(hosted.all('binding').map(({ name }) => name)).toContain('Renamed')
  // They were asked for once.
  await look(page)
  await page.getByText('Nothing to sync: both sides are alike.').waitFor()
  expect(await tick.count()).toBe(0)
  expect(await page.content()).not.toMatch(/secret-of-mine|another-secret/)
  expect(complaints).toEqual([])
})

test('the lists are narrowed down by how each thing stands, by mouse, by keyboard and by their address', async () => {
  const uid = await template()
  await binding(uid, 'Goes up')
  await connect()
  await syncAll()
  await binding(uid, 'Not yet there')
  await farm.call('PUT', `/templates/${uid}`, { description: 'Changed since.' })
  const { page, complaints } = await open('#/bindings')
  const shown = () => page.locator('[data-uid] a[id^="open-"]').allTextContents()
  const filter = page.getByRole('combobox', { name: 'Sync' })
  await filter.click()
  await page.getByRole('option', { name: 'Synced (1)' }).waitFor()
  await expectAccessible(page)
  await page.getByRole('option', { name: 'Synced (1)' }).click()
  await expect.poll(shown).toEqual(['Goes up'])
  expect(page.url()).toContain('#/bindings?sync=synced')
  // What is open beside the list leaves it as it is.
  await page.getByRole('link', { name: 'Goes up', exact: true }).click()
  await panel(page, 'Goes up').waitFor()
  expect(await shown()).toEqual(['Goes up'])
  await page.keyboard.press('Escape')
  await expect.poll(() => page.url()).toContain('#/bindings?sync=synced')
  // By keys alone.
  await filter.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('option', { name: 'Synced (1)' }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect.poll(shown).toHaveLength(3)
  expect(page.url()).toMatch(/#\/bindings$/)

  await page.goto(`${farm.farm.url}/app/#/templates?sync=local_changes`)
  const cards = page.getByRole('list', { name: 'Templates' }).locator('h2')
  await expect.poll(() => cards.allTextContents()).toEqual(['A card'])
  await expectAccessible(page)
  await page.goto(`${farm.farm.url}/app/#/bindings?sync=conflict`)
  await page.getByText('No binding is like that.').waitFor()
  await expectAccessible(page)
  await farm.call('DELETE', '/sync/account')
  await page.getByText('No account is connected, so that none has a sync state.', { exact: false }).waitFor()
  await page.getByRole('button', { name: 'Show all' }).click()
  await expect.poll(shown).toHaveLength(3)
  await filter.waitFor({ state: 'detached' })
  expect(page.url()).toMatch(/#\/bindings$/)
  expect(complaints).toEqual([])
})

test('a change in between does nothing and shows the new plan, with what was decided of it', async () => {
  const uid = await template()
  const { uid: local } = await binding(uid, 'Weather')
  await connect()
  await syncAll()
  await farm.call('PUT', `/bindings/${local}`, { name: 'Mine' })
  const remote = String(bindingThere('Weather').uid)
  hosted.change('binding', remote, { name: 'Theirs' })
  const { page } = await open()
  await look(page)
  await openOperation(page, 'Mine')
  await panel(page, 'Mine').getByRole('radio', { name: 'Mine', exact: true }).check()
  await binding(uid, 'Come since')
  await sync(page, 'Sync 1 change')
  await page.getByText('Something changed since you read the plan.').waitFor()
  expect(hosted.find('binding', remote)?.name).toBe('Theirs')
  await operation(page, 'Come since').waitFor()
  await sync(page, 'Sync 2 changes')
  await page.getByText('Synced 2 changes.').waitFor()
  expect(hosted.find('binding', remote)?.name).toBe('Mine')
})

test('a conflict that was left is decided later, and synced without looking again', async () => {
  const uid = await template()
  const { uid: local } = await binding(uid, 'Weather')
  await connect()
  await syncAll()
  await farm.call('PUT', `/bindings/${local}`, { name: 'Mine' })
  const remote = String(bindingThere('Weather').uid)
  hosted.change('binding', remote, { name: 'Theirs' })
  await binding(uid, 'Another')
  const { page } = await open()
  await look(page)
  await sync(page, 'Sync 1 change')
  await page.getByText('1 conflict left.', { exact: false }).waitFor()
  expect(hosted.find('binding', remote)?.name).toBe('Theirs')
  expect(bindingThere('Another')).toBeTruthy()
  // Who comes anew hears of it too.
  const { page: other } = await open()
  await other.getByText('1 conflict to decide. Nothing else was changed here since the last sync.').waitFor()
  await openOperation(page, 'Mine')
  await panel(page, 'Mine').getByRole('radio', { name: 'Keep both', exact: true }).check()
  await sync(page, 'Sync 1 change')
  await page.getByText('Both sides are alike.', { exact: false }).waitFor()
  const names = (await farm.call('GET', '/bindings')).json.bindings.map(({ name }: { name: string }) => name)
  expect(names).toEqual(expect.arrayContaining(['Mine', 'Theirs']))
  expect(hosted.all('binding').map(({ name }) => name)).toEqual(expect.arrayContaining(['Mine', 'Theirs']))
  expect((await bindingHere(local)).name).toBe('Mine')
})

test('by keyboard alone: looked for, decided, synced, undone and set to go by itself', async () => {
  const uid = await template()
  const { uid: local } = await binding(uid, 'Weather')
  await connect()
  await syncAll()
  await farm.call('PUT', `/bindings/${local}`, { name: 'Mine' })
  hosted.change('binding', String(bindingThere('Weather').uid), { name: 'Theirs' })
  const { page } = await open('#/bindings')
  await page.getByRole('link', { name: 'Mine', exact: true }).waitFor()
  await page.keyboard.press('Control+5')
  await page.getByRole('button', { name: 'Look for changes' }).waitFor()
  await page.keyboard.press('Control+r')
  await page.getByRole('link', { name: /^Mine/ }).waitFor()
  const tabTo = async (words: RegExp) => {
    for (let i = 0; i < 20 && !words.test(await focused(page)); i++) await page.keyboard.press('Tab')
    expect(await focused(page)).toMatch(words)
  }
  await tabTo(/^Mine/)
  await page.keyboard.press('Enter')
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('H1')
  const whole = panel(page, 'Mine').getByRole('radio', { name: 'Theirs', exact: true })
  for (let i = 0; i < 20 && !(await whole.isChecked()); i++) {
    await page.keyboard.press('Tab')
    const isRadio = await page.evaluate(() => document.activeElement?.getAttribute('type') === 'radio')
    if (!isRadio) continue
    await page.keyboard.press('Space')
    await page.keyboard.press('ArrowDown')
  }
  expect(await whole.isChecked()).toBe(true)
  await page.keyboard.press('Escape')
  await expect.poll(() => focused(page)).toMatch(/^Mine/)
  await page.keyboard.press('Shift+F6')
  for (let i = 0; i < 10 && !/^Sync 1/.test(await focused(page)); i++) await page.keyboard.press('Shift+Tab')
  await tabTo(/^Sync 1 change/)
  await page.keyboard.press('Enter')
  await page.getByText(/^Synced \d/).waitFor()
  expect((await bindingHere(local)).name).toBe('Theirs')
  await expect.poll(() => focused(page)).not.toBe('')
  for (let i = 0; i < 10 && !/^Undo the last/.test(await focused(page)); i++) await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'Undo the last sync?' }).waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByText('Took back 1 change.').waitFor()
  expect((await bindingHere(local)).name).toBe('Mine')

  await page.keyboard.press('Control+k')
  await page.getByRole('textbox', { name: 'Search' }).waitFor()
  await page.keyboard.type('automatic sync')
  await page.keyboard.press('Enter')
  const auto = page.getByRole('radiogroup', { name: 'Automatic sync' })
  await auto.getByRole('radio', { name: 'Off' }).focus()
  await page.keyboard.press('ArrowRight')
  await expect.poll(async () => (await farm.call('GET', '/sync')).json.settings.auto).toBe('change')
})

test('thousands of changes are a list of which only what is in sight is there', async () => {
  const uid = String(hosted.create('template', { name: 'There', html: HTML }).uid)
  for (let i = 0; i < 3000; i++) {
    hosted.create('binding', {
      name: `Binding ${i}`,
      templateId: uid,
      dataSource: { type: 'webhook' },
      mapping: { title: 'a' },
    })
  }
  await connect()
  const { page } = await open()
  await look(page)
  await page.getByText('Here: 3,001 create, 0 update, 0 delete.').waitFor()
  const drawn = page.locator('main ol > li')
  expect(await drawn.count()).toBeLessThan(60)
  await page.getByRole('searchbox', { name: 'Find a change' }).fill('2999')
  await openOperation(page, 'Binding 2999')
  await panel(page, 'Binding 2999').waitFor()
  await expectAccessible(page)
})

test.each([
  [1280, 800, true],
  [900, 700, false],
  [640, 400, true],
])('at %i × %i nothing is cut off or scrolls sideways (dark: %s)', async (width, height, dark) => {
  const uid = await template({ name: '天気'.repeat(40) })
  const long = 'A very long name '.repeat(11).trim()
  const { uid: local } = await binding(uid, 'اسم طويل '.repeat(18).trim())
  await binding(uid, long)
  await connect()
  await syncAll()
  await farm.call('PUT', `/bindings/${local}`, { name: `ا${'اسم طويل '.repeat(18).trim()}` })
  hosted.change('binding', String(bindingThere('اسم طويل '.repeat(18).trim()).uid), { name: long })
  await farm.call('PUT', `/templates/${uid}`, { html: `${HTML}${'<p>a line that is rather long</p>\n'.repeat(30)}` })
  const { page } = await open('#/sync', { width, height, dark })
  const steady = async () => {
    await expectNothingWider(page)
    await expectAccessible(page)
  }
  await steady()
  await look(page)
  const links = page.locator('main ol a')
  await links.first().waitFor()
  await steady()
  await links.first().click()
  await page.locator('aside').waitFor()
  await steady()
  await page.keyboard.press('Escape')
  await page.locator('aside').waitFor({ state: 'detached' })
  await links.nth(1).click()
  await page.locator('.cm-mergeView').waitFor()
  await steady()
  await page.goto(`${farm.farm.url}/app/#/settings/sync`)
  await page.getByRole('button', { name: 'Disconnect' }).waitFor()
  await steady()
})
