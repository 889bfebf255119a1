import type { ServerResponse } from 'node:http'
import type { Browser, BrowserContext, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestFarm, TEST_KEY, type TestFarm } from '../helpers/farm.ts'
import { type SeenRequest, startServer, type TestServer } from '../helpers/http-server.ts'
import { openBrowser } from './browser.ts'
import { buildUi } from './built-ui.ts'
import { attempt, frame, type Target } from './page-attempts.ts'

let farm: TestFarm
let browser: Browser
let foreign: TestServer
let target: Target
let png: Buffer
let uid: string

beforeAll(async () => {
  buildUi()
  farm = await startTestFarm()
  const templateId = await farm.template('<p>{{word}}</p>')
  const dataSource = { type: 'static', data: { word: 'private' } }
  const refreshPolicy = { type: 'manual' }
  const made = await farm.binding({ templateId, dataSource, mapping: { word: 'word' }, refreshPolicy })
  uid = made.uid
  const [run] = (await farm.call('GET', `/bindings/${uid}/runs`)).json.runs
  target = {
    base: farm.farm.url,
    picture: new URL(made.renderUrl).pathname,
    render: new URL(run.imageUrl).pathname,
    webhook: new URL(made.webhookUrl).pathname,
    key: TEST_KEY,
  }
  png = (await farm.raw('GET', made.renderUrl)).bytes
  // The sample draws at its own pace; what is compared below must stand still.
  for (const { uid: other } of (await farm.call('GET', '/bindings')).json.bindings) {
    if (other !== uid) await farm.call('DELETE', `/bindings/${other}`)
  }
  foreign = await startServer(serveAnything)
  // What the farm refuses is to be seen, not what this browser would not even ask of a local network.
  const alone = '--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests'
  browser = await openBrowser(farm.dataDir, ['--host-resolver-rules=MAP evil.test 127.0.0.1', alone])
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await farm?.stop()
  await foreign?.stop()
})

/** A server that has no guard at all, with something good at every path: what works there can work. */
function serveAnything({ url }: SeenRequest, response: ServerResponse): void {
  const send = (type: string, body: string | Buffer) => response.writeHead(200, { 'content-type': type }).end(body)
  if (url.endsWith('.png')) send('image/png', png)
  else if (url.endsWith('.css')) send('text/css', 'p { color: red }')
  else if (url.startsWith('/events')) send('text/event-stream', 'data: x\n\n')
  else if (url.endsWith('.js')) send('text/javascript', '0')
  else send('text/html', '<!doctype html><title>A page</title><p>A page')
}

/** All that a page could have changed. */
async function state(): Promise<string> {
  const paths = ['/bindings', '/templates?limit=100', '/webhook-subscriptions', '/settings', `/bindings/${uid}/runs`]
  return JSON.stringify(await Promise.all(paths.map(async (path) => (await farm.call('GET', path)).json)))
}

async function inPage<T>(url: string, work: (page: Page, context: BrowserContext) => Promise<T>): Promise<T> {
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    await page.goto(url)
    return await work(page, context)
  } finally {
    await context.close()
  }
}

const ORIGINS = [
  ['another site', () => `http://evil.test:${foreign.port}/page`],
  ['another port of this machine', () => `${foreign.url}/page`],
] as const

describe.each(ORIGINS)('a page of %s', (_, url) => {
  test('shows the pictures, and reads, runs and changes nothing', async () => {
    const before = await state()
    const worked = await inPage(url(), (page) => page.evaluate(attempt, target))
    const { picture, render } = target
    // Opaque: that there is something is all that the page is told.
    expect(worked).toEqual([`fetch no-cors ${picture}`, `img ${picture}`, `img ${render}`])
    expect(await state()).toBe(before)
  })

  test('frames nothing but a picture, and its forms change nothing', async () => {
    const before = await state()
    const framed = await inPage(url(), async (page) => {
      await page.evaluate(frame, target)
      await page.waitForLoadState('load')
      await expect.poll(() => page.frames().filter((each) => each.url() === 'about:blank').length).toBeLessThan(2)
      return page.frames().map((each) => each.url())
    })
    expect(framed.length).toBeGreaterThan(20)
    const ofTheFarm = framed.filter((each) => each.startsWith(target.base))
    expect([...new Set(ofTheFarm)]).toEqual([target.base + target.picture])
    expect(await state()).toBe(before)
  })

  test.each(['/app/', '/docs'])('opens %s in a window that it has no hold of', async (path) => {
    await inPage(url(), async (page, context) => {
      const [opened] = await Promise.all([
        context.waitForEvent('page'),
        page.evaluate((address) => {
          Object.assign(globalThis, { opened: open(address), heard: [] })
          addEventListener('message', ({ data }) => (globalThis as unknown as { heard: unknown[] }).heard.push(data))
        }, target.base + path),
      ])
      await opened.waitForLoadState('load')
      expect(await opened.evaluate(() => opener)).toBeNull()
      const seen = await page.evaluate(() => {
        const { opened, heard } = globalThis as unknown as { opened: Window; heard: unknown[] }
        opened.postMessage('Tell me your token', '*')
        return { closed: opened.closed, frames: opened.length, heard }
      })
      expect(seen).toEqual({ closed: true, frames: 0, heard: [] })
      expect(new URL(opened.url()).origin).toBe(target.base)
    })
  })
})

test('a page whose name is made to point at the farm meets nothing there', async () => {
  const rebound = `http://evil.test:${new URL(target.base).port}`
  const before = await state()
  const context = await browser.newContext()
  const page = await context.newPage()
  expect((await page.goto(`${rebound}/app/`))?.status()).toBe(421)
  // As a page that was loaded before the name was turned would: the farm is its own origin now.
  await page.route(`${rebound}/page`, (route) => route.fulfill({ contentType: 'text/html', body: '<p>evil' }))
  await page.goto(`${rebound}/page`)
  const asked = ['/status', '/bindings', '/events', '/app/', '/docs', target.picture, '/openapi.json']
  const statuses = await page.evaluate(
    ([paths, key]) => {
      const headers = { authorization: `Bearer ${key}` }
      return Promise.all(paths.map(async (path) => (await fetch(path, { headers })).status))
    },
    [asked, TEST_KEY] as const,
  )
  expect(statuses).toEqual(asked.map(() => 421))
  expect(await state()).toBe(before)
  await context.close()
})

test('all of this does work where nobody guards against it, and on the own page', async () => {
  const unguarded = { ...target, base: `http://evil.test:${foreign.port}` }
  const worked = await inPage(`${unguarded.base}/page`, (page) => page.evaluate(attempt, unguarded))
  const kinds = ['fetch cors', 'fetch same-origin', 'XMLHttpRequest', 'POST', 'DELETE', 'img', 'img crossorigin']
  for (const kind of [...kinds, 'script', 'module', 'import', 'worker', 'style', 'canvas', 'EventSource']) {
    expect(worked.filter((name) => name.startsWith(kind)).length, kind).toBeGreaterThan(0)
  }
  const framed = await inPage(`${unguarded.base}/page`, async (page) => {
    await page.evaluate(frame, unguarded)
    await expect.poll(() => page.frames().filter((each) => each.url().endsWith('/app/')).length).toBe(3)
    return page.frames().length
  })
  expect(framed).toBeGreaterThan(20)
  const own = await inPage(`${target.base}/app/`, (page) =>
    page.evaluate(async (key) => {
      const headers = { authorization: `Bearer ${key}` }
      const posted = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: '{}' }
      const [read, changed] = [await fetch('/bindings', { headers }), await fetch('/bindings/test', posted)]
      return [read.status, changed.status]
    }, TEST_KEY),
  )
  expect(own).toEqual([200, 400])
})
