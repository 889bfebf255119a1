import type { Browser } from 'playwright'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startTestFarm, type TestFarm } from '../helpers/farm.ts'
import { sendJson, startServer, type TestServer } from '../helpers/http-server.ts'
import { cardOf, chooseOf, expectAccessible, openBrowser, shownPicture, visit } from './browser.ts'
import { buildUi } from './built-ui.ts'

const SAMPLE = 'Bindery status (sample)'

let farm: TestFarm
let browser: Browser
let source: TestServer
let count = 1
let status = 200

beforeAll(async () => {
  buildUi()
  farm = await startTestFarm()
  browser = await openBrowser(farm.dataDir)
  source = await startServer((request, response) => sendJson({ count }, {}, status)(request, response))
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await farm?.stop()
  await source?.stop()
})
beforeEach(() => {
  status = 200
})

/** A binding of the local source that shows its count; made by hand only, so that nothing moves by itself. */
async function makeBinding(name: string, more: object = {}) {
  const templateId = await farm.template('<body style="font: 40px sans-serif">{{count}}</body>', { name: 'A counter' })
  return farm.binding({
    name,
    templateId,
    dataSource: { type: 'http', url: `${source.url}/count` },
    mapping: { count: 'count' },
    refreshPolicy: { type: 'manual' },
    ...more,
  })
}

test('first sight: the sample with its live picture, in words, and no token left in the address', async () => {
  const { page, complaints } = await visit(browser, farm)
  const card = cardOf(page, SAMPLE)
  expect(await shownPicture(card)).toMatch(/^blob:/)
  await card.getByText('Healthy').waitFor()
  await card.getByText('Farm status · this farm’s own status').waitFor()
  await card.getByText('every minute').waitFor()
  expect(page.url()).not.toContain('token')
  expect(await page.title()).toBe('Bindings · Bindery')
  await page.reload()
  await card.getByText('Healthy').waitFor()
  await page
    .locator('.status-bar')
    .getByText(/^Chromium \d+/)
    .waitFor()
  await page.locator('.status-bar').getByText('Live').waitFor()
  expect(complaints).toEqual([])
  await page.context().close()
})

test('a refresh that changes the picture is seen without a reload, whoever asked for it', async () => {
  const { uid } = await makeBinding('A live one')
  const { page } = await visit(browser, farm)
  const card = cardOf(page, 'A live one')
  const first = await shownPicture(card)

  count++
  await card.getByRole('button', { name: 'Refresh A live one' }).click()
  await expect.poll(() => shownPicture(card), { timeout: 20_000 }).not.toBe(first)
  const second = await shownPicture(card)

  count++
  await farm.call('POST', `/bindings/${uid}/refresh`)
  await expect.poll(() => shownPicture(card), { timeout: 20_000 }).not.toBe(second)

  await makeBinding('Made elsewhere')
  await cardOf(page, 'Made elsewhere').waitFor()
  await page.context().close()
})

test('pause and resume', async () => {
  const { uid } = await makeBinding('A pausing one')
  const { page } = await visit(browser, farm)
  const card = cardOf(page, 'A pausing one')
  await chooseOf(page, 'A pausing one', 'Pause')
  await card.locator('strong', { hasText: 'Paused' }).waitFor()
  expect(await card.getByRole('button', { name: 'Refresh A pausing one' }).isDisabled()).toBe(true)
  expect((await farm.call('GET', `/bindings/${uid}`)).json.binding.status).toBe('paused')
  await chooseOf(page, 'A pausing one', 'Resume')
  await card.getByText('Healthy').waitFor()
  expect((await farm.call('GET', `/bindings/${uid}`)).json.binding.status).toBe('active')
  await page.context().close()
})

test('delete takes the focus to Undo, and Undo brings the same binding back', async () => {
  const { uid } = await makeBinding('A deleted one')
  const { page } = await visit(browser, farm)
  const card = cardOf(page, 'A deleted one')
  await chooseOf(page, 'A deleted one', 'Delete')
  await card.waitFor({ state: 'detached' })
  expect((await farm.call('GET', `/bindings/${uid}`)).status).toBe(404)
  await expect.poll(() => page.locator(':focus').textContent()).toBe('Undo')
  await page.keyboard.press('Enter')
  await card.waitFor()
  expect((await farm.call('GET', `/bindings/${uid}`)).json.binding.uid).toBe(uid)
  await page.context().close()
})

test('a failing source is told in words with its stage, on the card and in its runs', async () => {
  const { uid } = await makeBinding('A failing one')
  status = 500
  await farm.call('POST', `/bindings/${uid}/refresh?wait=true`)
  const { page } = await visit(browser, farm)
  const card = cardOf(page, 'A failing one')
  await card.getByText('Stopped').waitFor()
  // What is wrong is one click away from a list of what is not.
  await page.getByRole('button', { name: '1 needs attention' }).click()
  await cardOf(page, SAMPLE).waitFor({ state: 'detached' })
  expect(await page.getByRole('combobox', { name: 'Health' }).inputValue()).toBe('Needs attention (1)')
  await card.getByTitle(/the source answered 500; refresh to try again/).waitFor()

  await card.getByRole('link', { name: 'A failing one' }).click()
  const detail = page.getByRole('complementary', { name: 'A failing one' })
  await detail.getByRole('heading', { name: 'Failed while asking the source (status)' }).waitFor()
  const run = detail.locator('.run').first()
  await run.getByText(/by hand/).waitFor()
  await run.getByText(/answered 500/).waitFor()
  await detail
    .getByRole('img', { name: /in all: .*Fetch/ })
    .first()
    .waitFor()

  status = 200
  count++
  await detail.getByRole('button', { name: 'Refresh A failing one' }).click()
  await detail.getByText('New picture').first().waitFor()
  await expect.poll(() => detail.locator('.run').count()).toBe(3)
  await detail.getByText('Healthy').waitFor()
  expect(await detail.locator('.problem').count()).toBe(0)
  await page.context().close()
})

test('a never-served failure says so where its picture would be', async () => {
  status = 500
  await makeBinding('A stillborn one', { refreshPolicy: { type: 'ttl', ttlSeconds: 3600 } })
  const { page } = await visit(browser, farm)
  const card = cardOf(page, 'A stillborn one')
  await card.getByText('Failing').waitFor()
  await card.getByText('No picture: its first refresh failed').waitFor()
  await page.context().close()
})

test('the URL is copied as it is, as Markdown and as HTML', async () => {
  const { uid, renderUrl } = await makeBinding('A [copied] "one"')
  const { page } = await visit(browser, farm)
  await page.goto(`${farm.farm.url}/app/#/bindings/${uid}`)
  const read = () => page.evaluate(() => navigator.clipboard.readText())
  const detail = page.getByRole('complementary')
  await detail.getByRole('button', { name: 'Copy the URL', exact: true }).click()
  await expect.poll(read).toBe(renderUrl)
  await detail.getByRole('button', { name: 'Copy the Markdown' }).click()
  await expect.poll(read).toBe(`![A \\[copied\\] "one"](${renderUrl})`)
  await detail.getByRole('button', { name: 'Copy the HTML' }).click()
  await expect.poll(read).toBe(`<img src="${renderUrl}" alt="A [copied] &quot;one&quot;">`)
  await page.getByTitle('Copy the server’s address').click()
  await expect.poll(read).toBe(farm.farm.url)
  await page.context().close()
})

test('templates with their size, variables and use', async () => {
  const { page } = await visit(browser, farm)
  await page.getByRole('link', { name: /Templates/ }).click()
  const line = page.locator('.template', { has: page.getByRole('heading', { name: 'Farm status' }) })
  await line.getByText('1200 × 630').waitFor()
  await line.getByText('failing').waitFor()
  await line.getByText('1 binding').waitFor()
  await page.context().close()
})

test('a tab without a token, and one whose token is refused, is told where the address is', async () => {
  const without = await visit(browser, farm, { token: '' })
  await without.page.getByRole('heading', { name: 'Open Bindery by its full address' }).waitFor()
  await without.page.getByText(`${farm.farm.url}/app/#token=…`).waitFor()
  await expectAccessible(without.page)
  const wrong = await visit(browser, farm, { token: 'a-token-of-yesterday' })
  await wrong.page.getByRole('heading', { name: 'This session has ended' }).waitFor()
  // The new address pasted into the same tab goes on, with no reload.
  await wrong.page.goto(`${farm.farm.url}/app/#token=${farm.farm.keys.sessionToken}`)
  await cardOf(wrong.page, SAMPLE).waitFor()
  expect(wrong.page.url()).not.toContain('token')
  await without.page.context().close()
  await wrong.page.context().close()
})

test('in the desktop’s window the token comes from the window, and is asked for anew when it was changed', async () => {
  const { page } = await visit(browser, farm, { token: '' })
  const tokens = ['a-token-of-yesterday', farm.farm.keys.sessionToken]
  await page.exposeFunction('takeToken', () => tokens.shift())
  await page.addInitScript(() => {
    const { takeToken } = window as unknown as { takeToken(): Promise<string> }
    Object.assign(window, { desktop: { platform: 'linux', readToken: () => takeToken() } })
  })
  await page.reload()
  await cardOf(page, SAMPLE).waitFor()
  expect(tokens).toEqual([])
  await page.context().close()
})

test.each(['missing', 'failed'] as const)('Chromium %s is said with what to do', async (state) => {
  const { page } = await visit(browser, farm)
  // The farm tells it by its event stream, in whose place stands one that tells this.
  await page.addInitScript((state) => {
    const real = window.fetch
    const status = { version: '0', queueDepth: 0, rendersToday: 0, chromium: { state, version: null } }
    const text = `event: farm.status\ndata: ${JSON.stringify({ data: status })}\n\n`
    window.fetch = async (input, init) => {
      if (!String(input).startsWith('/events')) return real(input, init)
      return new Response(new ReadableStream({ start: (stream) => stream.enqueue(new TextEncoder().encode(text)) }))
    }
  }, state)
  await page.reload()
  await page.getByText('npm run bindery -- chromium install').waitFor()
  await page.getByRole('button', { name: 'Copy the command' }).waitFor()
  await expectAccessible(page)
  await page.context().close()
})

test.each([false, true])('axe finds nothing on any screen (dark: %s)', async (dark) => {
  const { uid } = await makeBinding(`An open one (${dark})`)
  const { page } = await visit(browser, farm, { dark })
  await shownPicture(cardOf(page, `An open one (${dark})`))
  await expectAccessible(page)
  await page.goto(`${farm.farm.url}/app/#/bindings/${uid}`)
  await page.locator('.run').first().waitFor()
  await expectAccessible(page)
  await page.getByRole('link', { name: /Templates/ }).click()
  await page.locator('.template').first().waitFor()
  await expectAccessible(page)
  await page.goto(`${farm.farm.url}/app/#/elsewhere`)
  await page.getByRole('heading', { name: 'There is nothing here' }).waitFor()
  await expectAccessible(page)
  await page.context().close()
})

test.each([
  [900, 700],
  [640, 400],
])('at %i × %i nothing is cut off or scrolls sideways', async (width, height) => {
  const { uid } = await makeBinding(`A narrow one (${width})`)
  const { page } = await visit(browser, farm, { width, height })
  const isWide = () =>
    page.evaluate(() =>
      [
        document.documentElement,
        ...document.querySelectorAll('main, .bindings-list, .bindings-list > div, .detail'),
      ].some((element) => element.scrollWidth > element.clientWidth),
    )
  await shownPicture(cardOf(page, `A narrow one (${width})`))
  expect(await isWide()).toBe(false)
  await page.goto(`${farm.farm.url}/app/#/bindings/${uid}`)
  await page.locator('.run').first().waitFor()
  expect(await isWide()).toBe(false)
  expect(await page.locator('.bindings-list').isVisible()).toBe(false)
  // The picture is what would be squeezed first: what follows it begins below it.
  const boxes = await page
    .locator('.detail > *')
    .evaluateAll((parts) => parts.map((part) => part.getBoundingClientRect()))
  for (const [index, box] of boxes.entries()) expect(box.top).toBeGreaterThanOrEqual(boxes[index - 1]?.bottom ?? 0)
  expect(await page.locator('.thumbnail-large img').evaluate((picture) => picture.clientHeight)).toBeGreaterThan(50)
  await expectAccessible(page)
  await page.getByRole('link', { name: 'All bindings' }).click()
  await cardOf(page, `A narrow one (${width})`).waitFor()
  await page.context().close()
})

test('the API reference shows every operation under its own policy', async () => {
  const { page, complaints } = await visit(browser, farm)
  await page.goto(`${farm.farm.url}/docs`)
  await page.getByText('Create a binding').first().waitFor()
  expect(complaints).toEqual([])
  await page.context().close()
})
