import type { Browser, Locator, Page } from 'playwright'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startTestFarm, type TestFarm } from '../helpers/farm.ts'
import { startServer, type TestServer } from '../helpers/http-server.ts'
import { expectAccessible, expectNothingWider, openBrowser, visit } from './browser.ts'
import { buildUi } from './built-ui.ts'

let farm: TestFarm
let browser: Browser
let receiver: TestServer
let templateId: string
let answer = 200

beforeAll(async () => {
  buildUi()
  farm = await startTestFarm()
  browser = await openBrowser(farm.dataDir)
  receiver = await startServer((_, response) => void response.writeHead(answer).end())
  templateId = await farm.template('<body>{{title}}</body>')
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await farm?.stop()
  await receiver?.stop()
})
beforeEach(() => {
  answer = 200
})

const make = (name: string, more: object = {}) =>
  farm.binding({
    name,
    templateId,
    dataSource: { type: 'webhook' },
    mapping: { title: 'title' },
    refreshPolicy: { type: 'webhook' },
    ...more,
  })
const open = async (hash: string, options: Parameters<typeof visit>[2] = {}) => {
  const { page, complaints } = await visit(browser, farm, options)
  await page.goto(`${farm.farm.url}/app/${hash}`)
  return { page, complaints }
}
const post = (url: string, body: string) => farm.raw('POST', url, { body })
const callsOf = (page: Page) => page.getByRole('region', { name: 'What came in' }).locator('li')
const dataOf = async (uid: string) => (await farm.call('GET', `/bindings/${uid}/data`)).json?.data

test('in: a test is sent, calls show as they come, refused ones with why, and each leads to its run', async () => {
  const { uid, webhookUrl } = await make('A called one')
  const { page, complaints } = await open('#/webhooks/in')
  await page.getByRole('searchbox', { name: 'Find a binding' }).fill('called')
  await page.getByRole('link', { name: 'A called one' }).click()
  await page.getByText('Nothing yet.', { exact: false }).waitFor()
  const json = page.getByRole('textbox', { name: 'JSON' })
  // What stands there fits the mapping, and is what the curl call sends.
  expect(Object.keys(JSON.parse(await json.inputValue()))).toEqual(['title'])
  await json.fill('{title: 1}')
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await page.getByText('This is not JSON.', { exact: false }).waitFor()
  await expectAccessible(page)
  await json.fill('{"title": "from the desk"}')
  await json.press('Control+Enter')
  await callsOf(page).getByText('Accepted').waitFor()
  await expect.poll(() => dataOf(uid)).toEqual({ title: 'from the desk' })

  await post(webhookUrl, 'not JSON')
  await callsOf(page).first().getByText('it was not JSON').waitFor()
  await callsOf(page).first().getByText('What it brought').click()
  await page.getByText('not JSON', { exact: true }).waitFor()
  expect(
    await callsOf(page)
      .first()
      .getByRole('button', { name: /^Replay/ })
      .isDisabled(),
  ).toBe(true)
  await callsOf(page).getByRole('link', { name: 'Its run' }).click()
  await page.getByRole('complementary', { name: 'A run of A called one' }).getByText('by webhook').waitFor()
  expect(complaints).toEqual([])
  await page.context().close()
})

test('in: a secret is set and shown once, unsigned calls are refused, and what came is replayed', async () => {
  const { uid, webhookUrl } = await make('A signed one')
  await post(webhookUrl, '{"title": "first"}')
  await post(webhookUrl, '{"title": "second"}')
  await expect.poll(() => dataOf(uid)).toEqual({ title: 'second' })
  const { page } = await open(`#/webhooks/in/${uid}`)
  await page.getByRole('button', { name: 'Set a secret' }).click()
  const dialog = page.getByRole('dialog', { name: 'The signing secret' })
  await dialog.getByRole('button', { name: 'Copy the secret' }).click()
  const secret = await page.evaluate(() => navigator.clipboard.readText())
  expect(secret).toMatch(/^whsec_/)
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Done' }).click()
  await dialog.waitFor({ state: 'detached' })
  expect(await page.content()).not.toContain(secret)
  await page.getByText('openssl dgst -sha256', { exact: false }).waitFor()

  await post(webhookUrl, '{"title": "unsigned"}')
  await callsOf(page).first().getByText('its signature is missing or wrong').waitFor()
  await callsOf(page)
    .nth(2)
    .getByRole('button', { name: /^Replay/ })
    .click()
  await expect.poll(() => dataOf(uid)).toEqual({ title: 'first' })
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await callsOf(page).first().getByText('Accepted').waitFor()

  await page.getByRole('button', { name: 'Replace the secret' }).click()
  await page.getByRole('button', { name: 'Replace', exact: true }).click()
  await dialog.getByText(/^whsec_/).waitFor()
  expect(await dialog.getByText(secret).count()).toBe(0)
  await page.context().close()
})

test('in: the URL is replaced only when one says so again, and the old one is gone', async () => {
  const { uid, webhookUrl } = await make('A moved one')
  const { page } = await open(`#/webhooks/in/${uid}`)
  await page.getByRole('button', { name: 'Replace the URL' }).click()
  await page.getByRole('button', { name: 'Cancel' }).click()
  expect((await farm.call('GET', `/bindings/${uid}`)).json.binding.webhookUrl).toBe(webhookUrl)
  await page.getByRole('button', { name: 'Replace the URL' }).click()
  await page.getByRole('button', { name: 'Replace', exact: true }).click()
  await page.getByText('has a new webhook URL', { exact: false }).waitFor()
  expect((await post(webhookUrl, '{}')).status).toBe(404)
  await page.getByRole('button', { name: 'Copy the webhook URL' }).click()
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  expect((await post(copied, '{}')).status).toBe(202)
  await page.context().close()
})

test('out: a list that was read as empty says so when it can no longer be read', async () => {
  const { page } = await open('#/webhooks/out')
  const begin = page.getByRole('button', { name: 'New subscription' })
  await begin.waitFor()
  await page.getByText('Choose one to see what was delivered.').waitFor({ state: 'detached' })
  await page.route('**/webhook-subscriptions*', (route) => route.abort())
  await page.goto(`${farm.farm.url}/app/#/webhooks/in`)
  await begin.waitFor({ state: 'detached' })
  await page.goto(`${farm.farm.url}/app/#/webhooks/out`)
  await page.getByText('The subscriptions can’t be read.', { exact: false }).waitFor()
  await page.context().close()
})

test('out: a private target is refused and allowed, the secret shown once, and deliveries told as they go', async () => {
  const { uid } = await make('A telling one', { dataSource: { type: 'static', data: { title: 'a' } } })
  const { page, complaints } = await open('#/webhooks/out')
  await page.getByText('A subscription sends an event to a URL of yours', { exact: false }).waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'New subscription' }).click()
  const form = page.getByRole('dialog', { name: 'New subscription' })
  await form.getByRole('textbox', { name: 'URL' }).fill('nowhere')
  await form.getByRole('button', { name: 'Create' }).click()
  await form.getByText('Expected an http or https URL').waitFor()
  await expectAccessible(page)
  const port = new URL(receiver.url).port
  await form.getByRole('textbox', { name: 'URL' }).fill(`http://localhost:${port}/hook`)
  await form.getByRole('combobox', { name: 'Only of the binding' }).fill('telling')
  await page.getByRole('option', { name: 'A telling one' }).click()
  await form.getByRole('button', { name: 'Create' }).click()
  await form.getByRole('button', { name: `Allow this host (localhost:${port})` }).click()
  const dialog = page.getByRole('dialog', { name: 'The signing secret' })
  await dialog.getByText(/^whsec_/).waitFor()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('heading', { name: `localhost:${port}` }).waitFor()
  await page.getByText('of “A telling one”', { exact: false }).waitFor()

  const deliveries = page.getByRole('region', { name: 'Deliveries' })
  await page.getByRole('button', { name: 'Test', exact: true }).click()
  await deliveries.getByText('Test: Delivered').waitFor()
  await farm.call('POST', `/bindings/${uid}/refresh?wait=true`)
  await deliveries.getByText('Delivered', { exact: true }).waitFor()
  await deliveries.getByText('The target answered 200.').first().waitFor()
  await deliveries.getByText('What was sent').first().click()
  await deliveries.getByText('"event": "binding.updated"', { exact: false }).first().waitFor()
  await expectAccessible(page)
  await deliveries
    .getByRole('button', { name: /^Redeliver/ })
    .first()
    .click()
  await expect.poll(() => receiver.seen.filter(({ url }) => url === '/hook').length).toBe(3)
  // The browser itself tells of the two answers that the form turned into words.
  expect(complaints.filter((each) => !/status of 4(00|22)/.test(each))).toEqual([])
  await page.context().close()
})

/** Until it asks: news that come in may draw what has the focus anew, and a dialog that goes gives the focus back late. */
async function pressDelAt(place: Locator, asked: Locator): Promise<void> {
  await expect
    .poll(async () => {
      if (!(await asked.isVisible())) await place.press('Delete')
      return asked.isVisible()
    })
    .toBe(true)
}

test('out: one that stopped says why; it is resumed, paused, edited and deleted', async () => {
  const { json } = await farm.call('POST', '/webhook-subscriptions', {
    event: 'binding.failed',
    targetUrl: `${receiver.url}/stopping`,
  })
  const { uid } = json.subscription
  const { page } = await open(`#/webhooks/out/${uid}`)
  await page.getByText('Nothing was sent yet.', { exact: false }).waitFor()
  answer = 410
  // Nobody tries it again, which would be a second delivery.
  const failing = await make('A failing one', {
    dataSource: { type: 'http', url: 'http://10.0.0.1/' },
    refreshPolicy: { type: 'manual' },
  })
  await page.getByText('The target answered 410: it is gone.').waitFor()
  await page.getByText('Stopped').first().waitFor()
  await page.getByText('Waits until the subscription is resumed').waitFor()
  expect(await page.getByRole('button', { name: /^Redeliver/ }).isDisabled()).toBe(true)
  await expectAccessible(page)
  answer = 200
  await page.getByRole('button', { name: 'Resume' }).click()
  await page.getByRole('region', { name: 'Deliveries' }).getByText('Delivered').waitFor()
  await page.getByRole('button', { name: 'Pause' }).click()
  await page.getByRole('button', { name: 'Resume' }).waitFor()
  expect((await farm.call('GET', `/webhook-subscriptions/${uid}`)).json.subscription.status).toBe('paused')

  await page.getByRole('button', { name: 'Edit' }).click()
  const form = page.getByRole('dialog', { name: 'Edit the subscription' })
  await form.getByRole('combobox', { name: 'Receiver' }).click()
  await page.getByRole('option', { name: 'n8n' }).click()
  await form.getByRole('button', { name: 'Save' }).click()
  await form.waitFor({ state: 'detached' })
  await page.getByText('n8n').waitFor()

  await page.getByRole('button', { name: 'Delete' }).click()
  const asked = page.getByRole('dialog', { name: 'Delete this subscription?' })
  await asked.waitFor()
  await page.keyboard.press('Escape')
  await asked.waitFor({ state: 'detached' })
  expect(page.url()).toContain(uid)
  // From what is open, and from the list.
  await pressDelAt(page.getByRole('region', { name: 'Deliveries' }).getByRole('button').first(), asked)
  await asked.getByRole('button', { name: 'Cancel' }).click()
  await asked.waitFor({ state: 'detached' })
  await page.keyboard.press('Escape')
  await expect.poll(() => page.url()).not.toContain(uid)
  const list = page.getByRole('region', { name: 'Subscriptions' })
  await expect.poll(() => list.evaluate((region) => region.contains(document.activeElement))).toBe(true)
  await pressDelAt(page.locator(`[id="open-${uid}"]`), asked)
  await asked.getByRole('button', { name: 'Delete' }).click()
  await page.getByText('Deleted the subscription.').waitFor()
  // The focus is at what stands next to it.
  const left = list.getByRole('link')
  await expect.poll(() => left.evaluate((link) => link === document.activeElement)).toBe(true)
  expect((await farm.call('GET', `/webhook-subscriptions/${uid}`)).status).toBe(404)
  await farm.call('DELETE', `/bindings/${failing.uid}`)
  await page.context().close()
})

test('by keyboard alone: to a webhook, its URL replaced, and back', async () => {
  await make('A keyed hook')
  const { page } = await open('#/webhooks/in')
  const search = page.getByRole('searchbox', { name: 'Find a binding' })
  await search.waitFor()
  await page.locator('h1').focus()
  await page.keyboard.press('/')
  await page.keyboard.type('keyed')
  await page.getByRole('link', { name: 'A keyed hook' }).waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim())
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('H2')
  for (let i = 0; i < 12 && (await focused()) !== 'Replace the URL'; i++) await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'Replace the webhook URL?' }).waitFor()
  await expect.poll(focused).toBe('Cancel')
  await page.keyboard.press('Escape')
  await expect.poll(focused).toBe('Replace the URL')
  await page.keyboard.press('Escape')
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toMatch(/^open-bind_/)
  await page.context().close()
})

test.each([
  [1280, 800, true],
  [900, 700, false],
  [640, 400, true],
])('at %i × %i nothing is cut off or scrolls sideways (dark: %s)', async (width, height, dark) => {
  const name = `${'A very long name '.repeat(11)}${width}`
  const { uid, webhookUrl } = await make(name)
  await post(webhookUrl, '{"title": "x"}')
  const targetUrl = `${receiver.url}/${'a-very-long-path/'.repeat(20)}`
  const { json } = await farm.call('POST', '/webhook-subscriptions', { event: 'render.failed', targetUrl })
  await farm.call('POST', `/webhook-subscriptions/${json.subscription.uid}/test`)
  const { page } = await open('#/webhooks/in', { width, height, dark })
  const look = async () => {
    await expectNothingWider(page)
    await expectAccessible(page)
  }
  await page.getByRole('link', { name }).waitFor()
  await look()
  await page.getByRole('link', { name }).click()
  await callsOf(page).getByText('Accepted').waitFor()
  await look()
  await page.goto(`${farm.farm.url}/app/#/webhooks/out/${json.subscription.uid}`)
  await page.getByText('Test: Delivered').waitFor()
  await look()
  if (width < 992) await page.getByRole('link', { name: 'All subscriptions' }).click()
  await page.getByText('Drawing failed').first().waitFor()
  await look()
  expect(uid).toBeTruthy()
  await farm.call('DELETE', `/webhook-subscriptions/${json.subscription.uid}`)
  await page.context().close()
})
