import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { shiftedClock, until } from '../helpers/clock.ts'
import { startTestFarm, type TestFarm } from '../helpers/farm.ts'
import { startServer, type TestServer } from '../helpers/http-server.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const TTL_SECONDS = 600
/** The ttl with its jitter, seconds. */
const LONGEST_WAIT_SECONDS = TTL_SECONDS * 1.05 + 1
/** Longer than the farm sleeps between two looks. */
const A_LOOK_MS = 2_500
const BINDINGS = 6

let clock: ReturnType<typeof shiftedClock>
let farm: TestFarm
let source: TestServer
let template: string
let uids: string[]

beforeAll(async () => {
  clock = shiftedClock()
  source = await startServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"name":"x"}')
  })
  farm = await startTestFarm({ now: clock.now })
  template = await farm.template('<p>{{title}}</p>')
  // The sample would take its turns too.
  for (const { uid } of (await farm.call('GET', '/bindings')).json.bindings)
    await farm.call('DELETE', `/bindings/${uid}`)
  uids = await Promise.all(Array.from({ length: BINDINGS }, async (_, index) => (await make(`/${index}`)).uid))
})
afterAll(async () => {
  await farm.stop()
  await source.stop()
})

/** Whatever the test before has left to do is done. */
beforeEach(async () => {
  await Promise.all(uids.map((uid) => farm.call('POST', `/bindings/${uid}/refresh?wait=true`)))
  source.seen.length = 0
})

const make = (path: string) =>
  farm.binding({
    templateId: template,
    mapping: { title: 'name' },
    refreshPolicy: { ttlSeconds: TTL_SECONDS },
    dataSource: { type: 'http', url: `${source.url}${path}` },
  })

const get = async (uid: string) => (await farm.call('GET', `/bindings/${uid}`)).json.binding
/** How often each binding was fetched. */
const fetches = () =>
  Array.from({ length: BINDINGS }, (_, index) => source.seen.filter(({ url }) => url === `/${index}`).length)
const times = (count: number) => Array.from({ length: BINDINGS }, () => count)

/** Every binding is fetched once more, and then none is. */
async function expectOneWave(): Promise<void> {
  await until(() => source.seen.length >= BINDINGS)
  await sleep(A_LOOK_MS)
  expect(fetches()).toEqual(times(1))
}

async function expectSaneHeaders(): Promise<void> {
  for (const uid of uids) {
    const { status, headers } = await farm.raw('GET', `/b/${uid}.png`)
    expect(status).toBe(200)
    expect(headers.get('x-bindery-state')).toMatch(/^(fresh|stale)$/)
    const maxAge = Number(/max-age=(\d+)/.exec(headers.get('cache-control') ?? '')?.[1])
    expect(maxAge).toBeLessThanOrEqual(LONGEST_WAIT_SECONDS)
    if (headers.get('x-bindery-state') === 'fresh') expect(maxAge).toBeGreaterThan(0)
  }
}

test.each([
  ['a machine that slept 8 hours', 8 * HOUR],
  ['a clock set forward past 2038', 20 * 365 * DAY],
])('%s: all that is overdue is refreshed once', async (_, ms) => {
  clock.pass(ms)
  await expectOneWave()
  await expectSaneHeaders()
  for (const uid of uids) expect(Date.parse((await get(uid)).nextRefreshAt)).toBeGreaterThan(clock.now())
})

test.each([
  ['a day', () => DAY],
  ['to 1970', () => clock.now() - DAY],
])('a clock set back %s: nothing is refreshed twice, and all of it when its time has come', async (_, by) => {
  clock.pass(-by())
  await expectSaneHeaders()
  await until(
    async () => Date.parse((await get(uids[0] ?? '')).nextRefreshAt) <= clock.now() + LONGEST_WAIT_SECONDS * 1000,
  )
  await expectSaneHeaders()
  // Who asked before the farm had looked at its clock may have set a refresh off; no more than one of each.
  for (const count of fetches()) expect(count).toBeLessThanOrEqual(1)
  await until(() => farm.farm.status().then(({ queueDepth }) => queueDepth === 0))
  await sleep(A_LOOK_MS)
  source.seen.length = 0

  clock.pass((TTL_SECONDS - 60) * 1000)
  await sleep(A_LOOK_MS)
  expect(fetches()).toEqual(times(0))
  clock.pass(LONGEST_WAIT_SECONDS * 1000)
  await expectOneWave()
})

test('a webhook call from before the clock was set back does not put the next refresh off', async () => {
  const { uid, webhookUrl } = await make('/called')
  expect((await farm.raw('POST', new URL(webhookUrl).pathname, { body: '{}' })).status).toBe(202)
  await until(() => source.seen.filter(({ url }) => url === '/called').length >= 2)
  clock.pass(-DAY)
  await farm.call('POST', `/bindings/${uid}/refresh?wait=true`)
  const { nextRefreshAt } = await get(uid)
  expect(Date.parse(nextRefreshAt) - clock.now()).toBeGreaterThan(MINUTE)
  expect(Date.parse(nextRefreshAt) - clock.now()).toBeLessThanOrEqual(LONGEST_WAIT_SECONDS * 1000)
})

test('the newest run comes first and folds, though the clock says that it is older', async () => {
  const [uid = ''] = uids
  const refresh = async () => (await farm.call('POST', `/bindings/${uid}/refresh?wait=true`)).json.run
  clock.pass(HOUR)
  await refresh()
  clock.pass(-DAY)
  const last = await refresh()
  expect(last.count).toBeGreaterThanOrEqual(2)
  const { runs } = (await farm.call('GET', `/bindings/${uid}/runs`)).json
  expect(runs[0]).toEqual(last)
  expect(Date.parse(last.finishedAt)).toBeGreaterThanOrEqual(Date.parse(last.startedAt))
})

describe('what is kept or counted for a time', () => {
  const post = (key: string, name: string) =>
    farm.call('POST', '/templates', { name, html: name, width: 9, height: 9 }, { 'idempotency-key': key })

  test('an answer is repeated for a day by any clock, and its key is free after that', async () => {
    const first = await post('clock', 'one')
    for (const ms of [-HOUR, 2 * HOUR, -20 * HOUR, 19 * HOUR]) {
      clock.pass(ms)
      expect((await post('clock', 'one')).json).toEqual(first.json)
      expect((await post('clock', 'two')).status).toBe(409)
    }
    clock.pass(-3 * DAY)
    const second = await post('clock', 'two')
    expect(second.status).toBe(200)
    clock.pass(25 * HOUR)
    expect((await post('clock', 'three')).status).toBe(200)
  })

  test('a limit on calls is for a minute at most, however the clock is set', async () => {
    const { webhookUrl } = await make('/limited')
    const callWebhook = () => farm.raw('POST', new URL(webhookUrl).pathname, { body: '{}' })
    for (const ms of [-DAY, DAY]) {
      for (let i = 0; i < 60; i++) await callWebhook()
      const { status, headers } = await callWebhook()
      expect(status).toBe(429)
      expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(60)
      clock.pass(ms)
      expect((await callWebhook()).status).toBe(202)
      clock.pass(MINUTE)
    }
  })
})
