import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { bindingEventSchema, renderCompletedSchema, renderFailedSchema } from '../../../src/shared/events.ts'
import { type ShiftedClock, shiftedClock, until } from '../../helpers/clock.ts'
import { problemOf } from '../../helpers/contract.ts'
import { openStream } from '../../helpers/event-stream.ts'
import { startTestFarm, type TestFarm } from '../../helpers/farm.ts'
import { type Handler, type SeenRequest, startServer } from '../../helpers/http-server.ts'

let clock: ShiftedClock
let dataDir: string
let farm: TestFarm
const cleanups: (() => unknown)[] = []

const start = () => startTestFarm({ dataDir, now: clock.now })

async function startAnew(): Promise<void> {
  clock = shiftedClock()
  dataDir = mkdtempSync(join(tmpdir(), 'bindery-webhooks-'))
  farm = await start()
  // The sample would have events of its own.
  await deleteAll('bindings')
}

async function end(): Promise<void> {
  await farm.stop()
  rmSync(dataDir, { recursive: true, force: true })
}

async function deleteAll(kind: 'bindings' | 'subscriptions'): Promise<void> {
  const path = kind === 'bindings' ? '/bindings' : '/webhook-subscriptions'
  for (const { uid } of (await farm.call('GET', path)).json[kind]) await farm.call('DELETE', `${path}/${uid}`)
}

beforeAll(startAnew)
afterAll(end)
afterEach(async () => {
  await deleteAll('subscriptions')
  for (const cleanup of cleanups.splice(0)) await cleanup()
  // What a farm has seen at another time would be in the way of the next test.
  if (!clock.isMoved()) return
  await end()
  await startAnew()
})

/** A target that answers each call with the next status, and with the last one from then on. */
async function target(statuses: (number | Handler)[], headers: Record<string, string> = {}) {
  const calls: SeenRequest[] = []
  const server = await startServer(async (request, response) => {
    calls.push(request)
    const next = statuses[Math.min(calls.length, statuses.length) - 1] ?? 200
    if (typeof next === 'function') await next(request, response)
    else response.writeHead(next, headers).end()
  })
  cleanups.push(() => server.stop())
  return { url: `${server.url}/hook`, calls }
}

async function subscribe(targetUrl: string, more: object = {}) {
  const { json, status } = await farm.call('POST', '/webhook-subscriptions', {
    event: 'binding.updated',
    targetUrl,
    ...more,
  })
  expect(status).toBe(201)
  return json.subscription
}

const get = async (uid: string) => (await farm.call('GET', `/webhook-subscriptions/${uid}`)).json.subscription
const deliveries = async (uid: string) =>
  (await farm.call('GET', `/webhook-subscriptions/${uid}/deliveries`)).json.deliveries

const attemptsOf = async (uid: string): Promise<{ at: string }[][]> =>
  (await deliveries(uid)).map(({ attempts }: { attempts: { at: string }[] }) => attempts)

/** Lets time pass, and has the farm look at once: resuming what runs changes nothing else. */
async function pass(uid: string, ms: number) {
  clock.pass(ms)
  await farm.call('POST', `/webhook-subscriptions/${uid}/resume`)
}

/** Makes something happen: a static binding's first picture. */
async function makeEvent(title = 'a') {
  const templateId = await farm.template('<p>{{title}}</p>')
  return farm.binding({
    templateId,
    dataSource: { type: 'static', data: { title } },
    mapping: { title: 'title' },
    refreshPolicy: { type: 'manual' },
  })
}

test('an event is delivered, signed, with its id', async () => {
  const { url, calls } = await target([200])
  const { secret, uid } = await subscribe(url)
  const binding = await makeEvent()
  const call = await until(() => calls[0])

  const body = call.body ?? ''
  const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(call.headers['x-pictify-signature'])) ?? []
  expect(v1).toBe(createHmac('sha256', secret).update(`${t}.${body}`).digest('hex'))
  expect(Math.abs(Number(t) - clock.now() / 1000)).toBeLessThan(60)
  expect(call.headers['x-pictify-event']).toBe('binding.updated')
  expect(JSON.parse(body)).toMatchObject({
    event: 'binding.updated',
    timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
    data: {
      bindingId: binding.uid,
      bindingName: binding.name,
      status: 'active',
      changed: true,
      run: { outcome: 'rendered' },
    },
  })
  const [delivery] = await until(async () => {
    const found = await deliveries(uid)
    return found[0]?.status === 'delivered' && found
  })
  expect(delivery).toMatchObject({
    id: call.headers['x-pictify-delivery-id'],
    attempts: [{ status: 200, error: null }],
  })
})

test('the secret is shown once', async () => {
  const { url } = await target([200])
  const { uid, secret } = await subscribe(url)
  expect(secret).toMatch(/^whsec_.{20,}/)
  expect(await get(uid)).not.toHaveProperty('secret')
})

test('a failing delivery keeps its id and body over its attempts, and goes by the schedule', async () => {
  const { url, calls } = await target([500, 500, 200])
  const { uid } = await subscribe(url)
  await makeEvent()
  await until(() => calls.length === 1)
  await until(async () => (await deliveries(uid))[0].attempts.length === 1)
  await pass(uid, 20_000)
  expect(await deliveries(uid)).toMatchObject([{ status: 'pending', attempts: [{ status: 500 }] }])
  await pass(uid, 41_000)
  await until(() => calls.length === 2)
  await until(async () => (await deliveries(uid))[0].attempts.length === 2)
  await pass(uid, 301_000)
  await until(async () => (await deliveries(uid))[0].status === 'delivered')
  expect(new Set(calls.map(({ headers }) => headers['x-pictify-delivery-id'])).size).toBe(1)
  expect(new Set(calls.map(({ body }) => body)).size).toBe(1)
})

/** How long the first delivery of a subscription is still to wait, milliseconds. */
const waitOf = async (uid: string) => Date.parse((await deliveries(uid))[0]?.nextAttemptAt) - clock.now()

test.each([
  ['a day', 24 * 3_600_000],
  ['to 1970', Date.now() - 3_600_000],
])('a clock that is set back %s puts no attempt off', async (_, by) => {
  const { url, calls } = await target([500, 200])
  const { uid } = await subscribe(url)
  await makeEvent()
  await until(async () => (await deliveries(uid))[0]?.attempts.length === 1)
  clock.pass(-by)
  await until(async () => (await waitOf(uid)) <= 60_000)
  expect(await waitOf(uid)).toBeGreaterThan(0)
  clock.pass(60_000)
  await until(() => calls.length === 2)
})

test('an attempt during which the clock is set back is of the new time, and so is the next', async () => {
  const back: Handler = (_request, response) => {
    clock.pass(-24 * 3_600_000)
    response.writeHead(500).end()
  }
  const { url, calls } = await target([back, 200])
  const { uid } = await subscribe(url)
  await makeEvent()
  const [attempt] = await until(async () => (await attemptsOf(uid))[0]?.length === 1 && (await attemptsOf(uid))[0])
  expect(Date.parse(attempt?.at ?? '')).toBeLessThanOrEqual(clock.now())
  // Once this has gone out, the farm has looked at its clock.
  const other = await target([200])
  await subscribe(other.url)
  await makeEvent('b')
  await until(() => other.calls.length === 1)
  // By its time it is the newest.
  const wait = await waitOf(uid)
  expect(wait).toBeGreaterThan(0)
  expect(wait).toBeLessThanOrEqual(60_000)
  expect(calls).toHaveLength(2)
})

test('nor does one that was set back while the farm was down, however often it starts', async () => {
  const { url, calls } = await target([500, 200])
  const { uid } = await subscribe(url)
  await makeEvent()
  await until(async () => (await deliveries(uid))[0]?.attempts.length === 1)
  clock.pass(-24 * 3_600_000)
  for (let starts = 0; starts < 2; starts++) {
    await farm.stop()
    farm = await start()
    await until(async () => (await waitOf(uid)) <= 61_000)
  }
  expect(await waitOf(uid)).toBeGreaterThan(0)
  expect(calls).toHaveLength(1)
  clock.pass(61_000)
  await until(() => calls.length === 2)
})

test('a clock that is set forward a year burns one attempt, not all', async () => {
  const { url, calls } = await target([500])
  const { uid } = await subscribe(url)
  await makeEvent()
  await until(async () => (await deliveries(uid))[0]?.attempts.length === 1)
  clock.pass(365 * 24 * 3_600_000)
  await until(async () => (await deliveries(uid))[0]?.attempts.length === 2)
  expect(await waitOf(uid)).toBeGreaterThan(4 * 60_000)
  expect(calls).toHaveLength(2)
  expect(await get(uid)).toMatchObject({ status: 'active' })
})

test('when the sixth attempt fails the subscription stops, its queue waits, and resume sends it', async () => {
  const { url, calls } = await target([500, 500, 500, 500, 500, 500, 200])
  const { uid } = await subscribe(url)
  await makeEvent()
  for (let attempt = 1; attempt <= 6; attempt++) {
    await until(async () => (await deliveries(uid))[0]?.attempts.length === attempt)
    if (attempt < 6) await pass(uid, 25 * 3_600_000)
  }
  expect(await get(uid)).toMatchObject({ status: 'failed', reason: '6 attempts at one delivery failed', pending: 1 })
  await makeEvent('b')
  expect(await get(uid)).toMatchObject({ status: 'failed', pending: 2 })
  expect(calls).toHaveLength(6)

  const resumed = await farm.call('POST', `/webhook-subscriptions/${uid}/resume`)
  expect(resumed.json.subscription).toMatchObject({ status: 'active', reason: null })
  await until(async () => (await get(uid)).pending === 0)
  expect(calls).toHaveLength(8)
})

test('410 stops a subscription at once', async () => {
  const { url } = await target([410])
  const { uid } = await subscribe(url)
  await makeEvent()
  const stopped = await until(async () => {
    const found = await get(uid)
    return found.status === 'failed' && found
  })
  expect(stopped.reason).toContain('410')
})

test('a redirect is a failure and is not followed', async () => {
  const elsewhere = await target([200])
  const { url } = await target([307], { location: elsewhere.url })
  const { uid } = await subscribe(url)
  await makeEvent()
  await until(async () => (await deliveries(uid))[0]?.attempts.length === 1)
  expect((await deliveries(uid))[0].attempts[0]).toMatchObject({
    status: 307,
    error: expect.stringContaining('not followed'),
  })
  expect(elsewhere.calls).toHaveLength(0)
})

test('filters let through what has their values', async () => {
  const { url, calls } = await target([200])
  const binding = await makeEvent()
  await subscribe(url, { filters: { bindingId: binding.uid, changed: false } })
  await makeEvent('another binding')
  await farm.call('POST', `/bindings/${binding.uid}/refresh?wait=true`)
  await until(() => calls.length > 0)
  expect(calls).toHaveLength(1)
  expect(JSON.parse(calls[0]?.body ?? '').data).toMatchObject({
    bindingId: binding.uid,
    changed: false,
  })
})

test('a target that never answers delays no other', async () => {
  const dead = await target([() => new Promise(() => {})])
  const { url, calls } = await target([200])
  await subscribe(dead.url)
  await subscribe(url)
  for (const title of ['a', 'b', 'c', 'd', 'e']) await makeEvent(title)
  await until(() => calls.length === 5)
  // Of the dead one only so many are tried at a time, however often it is looked.
  await until(() => dead.calls.length === 2)
  for (const title of ['f', 'g', 'h']) await makeEvent(title)
  await until(() => calls.length === 8)
  expect(dead.calls.length).toBe(2)
})

test('what is made due again waits until those on the way are answered', async () => {
  const other = await target([200])
  const slow = await target([500, 500, () => new Promise(() => {})])
  const { uid } = await subscribe(slow.url)
  for (const title of ['a', 'b']) await makeEvent(title)
  await until(async () => (await attemptsOf(uid)).flat().length === 2)
  for (const title of ['c', 'd']) await makeEvent(title)
  await until(() => slow.calls.length === 4)
  for (const what of ['pause', 'resume']) await farm.call('POST', `/webhook-subscriptions/${uid}/${what}`)
  // Once this has gone out, the farm has looked at what is due again.
  await subscribe(other.url)
  await makeEvent('e')
  await until(() => other.calls.length === 1)
  expect(slow.calls).toHaveLength(4)
})

test('a delivery that is on its way while its subscription is deleted is no fault', async () => {
  const { promise: deleted, resolve: answer } = Promise.withResolvers<void>()
  const { url, calls } = await target([(_, response) => deleted.then(() => void response.end())])
  const { uid } = await subscribe(url)
  await makeEvent()
  await until(() => calls.length === 1)
  const [{ id }] = await deliveries(uid)
  await farm.call('DELETE', `/webhook-subscriptions/${uid}`)
  const before = farm.logged().length
  answer()
  const told = () => farm.logged().slice(before)
  await until(() => told().includes(id) || told().includes('"level":"error"'))
  expect(told()).not.toContain('"level":"error"')
})

// In less time than the target that does not answer would have had.
test('what was emitted before the farm ended is delivered after it', { timeout: 25_000 }, async () => {
  const { url, calls } = await target([() => new Promise(() => {}), 200])
  const { uid } = await subscribe(url)
  await makeEvent()
  await until(() => calls.length === 1)
  await farm.stop()
  farm = await start()
  await until(async () => (await deliveries(uid))[0].status === 'delivered')
  expect(calls).toHaveLength(2)
  expect(calls[1]?.headers['x-pictify-delivery-id']).toBe(calls[0]?.headers['x-pictify-delivery-id'])
})

test('a paused subscription takes no new events and keeps what waits', async () => {
  const { url, calls } = await target([500, 200])
  const { uid } = await subscribe(url)
  await makeEvent()
  await until(async () => (await deliveries(uid))[0]?.attempts.length === 1)
  expect((await farm.call('POST', `/webhook-subscriptions/${uid}/pause`)).json.subscription.status).toBe('paused')
  await makeEvent('b')
  clock.pass(3_600_000)
  expect(await get(uid)).toMatchObject({ pending: 1 })
  await farm.call('POST', `/webhook-subscriptions/${uid}/resume`)
  await until(async () => (await get(uid)).pending === 0)
  expect(calls).toHaveLength(2)
})

test('a test is sent at once and tried once', async () => {
  const { url, calls } = await target([503, 200])
  const { uid } = await subscribe(url)
  const first = (await farm.call('POST', `/webhook-subscriptions/${uid}/test`)).json.delivery
  expect(first).toMatchObject({
    status: 'failed',
    event: 'binding.updated',
    attempts: [{ status: 503 }],
    nextAttemptAt: null,
  })
  const second = (await farm.call('POST', `/webhook-subscriptions/${uid}/test`)).json.delivery
  expect(second.status).toBe('delivered')
  expect(calls).toHaveLength(2)
  expect(await get(uid)).toMatchObject({ status: 'active' })
})

test('a test has every member that the event has, and what the filters name', async () => {
  const { url, calls } = await target([200])
  const schemas = {
    'binding.updated': bindingEventSchema,
    'binding.failed': bindingEventSchema,
    'render.completed': renderCompletedSchema,
    'render.failed': renderFailedSchema,
  }
  const filters = { bindingId: 'bind_mine', templateId: 'tmpl_mine' }
  for (const [event, schema] of Object.entries(schemas)) {
    const { uid } = await subscribe(url, { event, filters })
    const { payload } = (await farm.call('POST', `/webhook-subscriptions/${uid}/test`)).json.delivery
    expect(JSON.parse(calls.at(-1)?.body ?? '')).toEqual(payload)
    const { test: isTest, ...data } = payload.data
    expect([payload.event, isTest]).toEqual([event, true])
    expect(schema.strict().parse(data)).toMatchObject(filters)
  }
})

test('an attempt is told to those who listen once it is stored', async () => {
  const { url } = await target([200])
  const { uid } = await subscribe(url)
  const stream = await openStream(farm, {}, { live: true })
  const { id } = (await farm.call('POST', `/webhook-subscriptions/${uid}/test`)).json.delivery
  let told = await stream.next()
  while (told && told.event !== 'delivery.attempted') told = await stream.next()
  expect(told?.data.data).toEqual({ subscriptionId: uid, deliveryId: id })
  stream.close()
})

test('a delivery can be made again', async () => {
  const { url, calls } = await target([200])
  const { uid } = await subscribe(url)
  await makeEvent()
  const [delivery] = await until(async () => {
    const found = await deliveries(uid)
    return found[0]?.status === 'delivered' && found
  })
  const again = await farm.call('POST', `/webhook-subscriptions/${uid}/deliveries/${delivery.id}/redeliver`)
  expect(again.status).toBe(202)
  await until(() => calls.length === 2)
  expect(calls[1]?.headers['x-pictify-delivery-id']).toBe(delivery.id)
  const other = await subscribe(url)
  const redeliver = (of: string) =>
    farm.call('POST', `/webhook-subscriptions/${of}/deliveries/${delivery.id}/redeliver`)
  problemOf(await redeliver(other.uid), 404, 'not-found')
  await farm.call('POST', `/webhook-subscriptions/${uid}/pause`)
  problemOf(await redeliver(uid), 409, 'conflict')
})

test('targets pass the gate, and bad input is told field by field', async () => {
  const blocked = await farm.call('POST', '/webhook-subscriptions', {
    event: 'render.failed',
    targetUrl: 'http://192.168.1.5/hook',
  })
  expect(blocked).toMatchObject({ status: 422, json: { code: 'BLOCKED_URL' } })
  const bad = await farm.call('POST', '/webhook-subscriptions', { event: 'binding.born', targetUrl: 'ftp://x' })
  expect(bad.status).toBe(400)
  expect(bad.json.errors).toEqual([
    expect.objectContaining({ field: 'event', code: 'unknown_value' }),
    expect.objectContaining({ field: 'targetUrl', code: 'invalid_format' }),
  ])
  expect((await farm.call('GET', '/webhook-subscriptions/sub_none')).status).toBe(404)
  const { url } = await target([200])
  const { uid, targetUrl } = await subscribe(url)
  const moved = await farm.call('PUT', `/webhook-subscriptions/${uid}`, { targetUrl: 'http://192.168.1.5/hook' })
  expect(moved).toMatchObject({ status: 422, json: { code: 'BLOCKED_URL' } })
  expect((await get(uid)).targetUrl).toBe(targetUrl)
})

test('subscriptions are listed, changed and deleted', async () => {
  const { url } = await target([200])
  const { uid } = await subscribe(url)
  await subscribe(url, { event: 'render.completed', platform: 'n8n' })
  const list = (await farm.call('GET', '/webhook-subscriptions?event=render.completed&limit=1')).json
  expect(list.subscriptions).toMatchObject([{ event: 'render.completed', platform: 'n8n' }])
  expect(list.pagination).toMatchObject({ total: 1, page: 1, limit: 1 })
  const changed = await farm.call('PUT', `/webhook-subscriptions/${uid}`, { filters: { type: 'pdf' } })
  expect(changed.json.subscription.filters).toEqual({ type: 'pdf' })
  expect((await farm.call('DELETE', `/webhook-subscriptions/${uid}`)).json).toEqual({ deleted: true, uid })
  expect((await farm.call('GET', `/webhook-subscriptions/${uid}`)).status).toBe(404)
})

test('a single render tells of itself, and of its failure', async () => {
  const { url, calls } = await target([200])
  await subscribe(url, { event: 'render.completed' })
  await subscribe(url, { event: 'render.failed' })
  const templateId = await farm.template('<p>{{title}}</p>', {
    variableDefinitions: [{ name: 'title', validation: { required: true } }],
  })
  await farm.call('POST', `/templates/${templateId}/render`, { variables: { title: 'x' } })
  expect((await farm.call('POST', `/templates/${templateId}/render`, {})).status).toBe(422)
  await until(() => calls.length === 2)
  const events = calls.map(({ body }) => JSON.parse(body))
  expect(events.find(({ event }) => event === 'render.completed').data).toMatchObject({
    source: 'api',
    type: 'image',
    templateId,
    bindingId: null,
  })
  expect(events.find(({ event }) => event === 'render.failed').data).toMatchObject({
    templateId,
    errorCode: 'VARIABLE_REQUIRED',
  })
})
