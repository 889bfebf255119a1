import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { shiftedClock, until } from '../../helpers/clock.ts'
import { startTestFarm, type TestFarm } from '../../helpers/farm.ts'
import { sendJson, startServer, type TestServer } from '../../helpers/http-server.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

let farm: TestFarm
let source: TestServer
let templateId: string
let hold: Promise<void> = Promise.resolve()
const clock = shiftedClock()

beforeAll(async () => {
  source = await startServer(async (request, response) => {
    await hold
    await sendJson({ name: 'fetched' })(request, response)
  })
  farm = await startTestFarm({ now: clock.now })
  templateId = await farm.template('<body>{{title}}</body>')
})
afterAll(async () => {
  await farm.stop()
  await source.stop()
})

const make = (more: object = {}) =>
  farm.binding({ templateId, mapping: { title: 'name' }, dataSource: { type: 'webhook' }, ...more })
const post = (url: string, body?: unknown, headers: Record<string, string> = {}) =>
  farm.raw('POST', url, {
    ...(body !== undefined && {
      body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
    }),
    headers,
  })
const runsOf = async (uid: string, of = farm) => (await of.call('GET', `/bindings/${uid}/runs`)).json.runs
const ended = (uid: string, runId: string, of = farm) =>
  until(async () => (await runsOf(uid, of)).find(({ id }: { id: string }) => id === runId))
const get = async (uid: string) => (await farm.call('GET', `/bindings/${uid}`)).json.binding

describe('a webhook source', () => {
  test('has no picture and is never due until something is sent; then that is its data', async () => {
    const { uid, renderUrl, webhookUrl, nextRefreshAt } = await make()
    expect(nextRefreshAt).toBeNull()
    const none = await farm.raw('GET', renderUrl)
    expect([none.status, none.headers.get('retry-after')]).toEqual([503, '60'])
    const { status, json } = await post(webhookUrl, { name: 'sent' }, { 'content-type': 'application/json' })
    expect(status).toBe(202)
    expect(json).toEqual({ status: 'accepted', runId: expect.stringMatching(/^run_/) })
    expect(await ended(uid, json.runId)).toMatchObject({ outcome: 'rendered', trigger: 'webhook', changed: ['title'] })
    expect((await farm.raw('GET', renderUrl)).status).toBe(200)
  })

  test.each([['"text"'], ['[1,2]'], ['null'], ['7']])(
    'takes any JSON, such as %s, whatever its media type says',
    async (body) => {
      const { webhookUrl } = await make()
      expect((await post(webhookUrl, body, { 'content-type': 'text/plain' })).status).toBe(202)
    },
  )

  test.each([
    ['cut off', '{"a":'],
    ['empty', ''],
    ['a form', 'name=1'],
    ['too deep', `${'['.repeat(300)}${']'.repeat(300)}`],
    ['not UTF-8', Buffer.from('"caf\u00e9"', 'latin1')],
  ])('refuses what is not JSON: %s', async (_, body) => {
    const { uid, webhookUrl } = await make()
    const { status, json } = await post(webhookUrl, body, { 'content-type': 'application/json' })
    expect([status, json.code]).toEqual([400, 'VALIDATION_ERROR'])
    expect(await runsOf(uid)).toEqual([])
  })

  test('takes 1 MiB and no more', async () => {
    const { webhookUrl } = await make()
    const fill = (bytes: number) => `"${'x'.repeat(bytes - 2)}"`
    expect((await post(webhookUrl, fill(1024 * 1024))).status).toBe(202)
    const { status, json } = await post(webhookUrl, fill(1024 * 1024 + 1))
    expect([status, json.code]).toEqual([413, 'PAYLOAD_TOO_LARGE'])
  })

  test('keeps its data when it becomes another source and a webhook again; alone it is never due', async () => {
    const { uid, webhookUrl } = await make()
    await ended(uid, (await post(webhookUrl, { name: 'kept' })).json.runId)
    await farm.call('PUT', `/bindings/${uid}`, { dataSource: { type: 'static', data: { name: 'static' } } })
    await until(async () => (await runsOf(uid)).length === 2)
    await farm.call('PUT', `/bindings/${uid}`, { dataSource: { type: 'webhook' } })
    const runs = await until(async () => {
      const found = await runsOf(uid)
      return found.length === 3 && found
    })
    expect(runs[0]).toMatchObject({ outcome: 'rendered', error: null })

    const other = await make({ dataSource: { type: 'static', data: { name: 'static' } } })
    expect(other.nextRefreshAt).not.toBeNull()
    const changed = await farm.call('PUT', `/bindings/${other.uid}`, { dataSource: { type: 'webhook' } })
    expect(changed.json.binding).toMatchObject({ status: 'active', nextRefreshAt: null })
    expect(
      (await farm.call('PUT', `/bindings/${other.uid}`, { refreshPolicy: { ttlSeconds: 60 } })).json.binding
        .nextRefreshAt,
    ).toBeNull()
  })
})

describe('any binding', () => {
  test.each(['ttl', 'etag', 'webhook', 'manual'])(
    'is refreshed by a call under policy %s, with no body at all',
    async (type) => {
      const { uid, webhookUrl } = await make({ dataSource: { type: 'http', url: source.url }, refreshPolicy: { type } })
      const { status, json } = await post(webhookUrl)
      expect(status).toBe(202)
      expect(await ended(uid, json.runId)).toMatchObject({ trigger: 'webhook', outcome: 'unchanged' })
      const { nextRefreshAt } = await get(uid)
      expect(nextRefreshAt === null).toBe(type === 'webhook' || type === 'manual')
    },
  )

  test('folds a burst into the run in flight and one after it', async () => {
    const { uid, webhookUrl } = await make({ dataSource: { type: 'http', url: source.url } })
    const { promise, resolve } = Promise.withResolvers<void>()
    hold = promise
    const before = source.seen.length
    const first = (await post(webhookUrl)).json.runId
    await until(() => source.seen.length === before + 1)
    const ids = await Promise.all(Array.from({ length: 20 }, async () => (await post(webhookUrl)).json.runId))
    expect(new Set(ids).size).toBe(1)
    expect(ids[0]).not.toBe(first)
    resolve()
    await ended(uid, ids[0])
    expect(source.seen.length).toBe(before + 2)
  })

  test('takes 60 calls a minute, then says when', async () => {
    const { uid, webhookUrl } = await make()
    for (let i = 0; i < 60; i++) expect((await post(webhookUrl, { i })).status).toBe(202)
    const { status, json, headers } = await post(webhookUrl, {})
    expect([status, json.code]).toEqual([429, 'RATE_LIMIT_EXCEEDED'])
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(60)
    const rotated = await farm.call('POST', `/bindings/${uid}/webhook-url`)
    expect((await post(rotated.json.webhookUrl, {})).status).toBe(429)
    expect((await post((await make()).webhookUrl, {})).status).toBe(202)
    clock.pass(60_000)
    expect((await post(rotated.json.webhookUrl, {})).status).toBe(202)
  })

  test('refuses while it is paused, and keeps nothing of the call', async () => {
    const { uid, webhookUrl, renderUrl } = await make()
    await ended(uid, (await post(webhookUrl, { name: 'before' })).json.runId)
    const picture = await farm.raw('GET', renderUrl)
    await farm.call('POST', `/bindings/${uid}/pause`)
    const { status, json } = await post(webhookUrl, { name: 'while paused' })
    expect([status, json.code]).toEqual([409, 'CONFLICT'])
    await farm.call('POST', `/bindings/${uid}/resume`)
    await until(async () => (await runsOf(uid)).length === 2)
    expect((await farm.raw('GET', renderUrl)).headers.get('etag')).toBe(picture.headers.get('etag'))
  })
})

describe('the URL', () => {
  test('is replaced at once by rotation, and nothing else is a webhook', async () => {
    const { uid, webhookUrl } = await make()
    const { json } = await farm.call('POST', `/bindings/${uid}/webhook-url`)
    expect(json.webhookUrl).toBe(json.binding.webhookUrl)
    expect((await post(webhookUrl, {})).status).toBe(404)
    expect((await post(json.webhookUrl, {})).status).toBe(202)
    expect((await post(`/webhooks/${uid}`, {})).status).toBe(404)
    expect((await farm.raw('GET', json.webhookUrl)).status).toBe(405)
  })
})

describe('a signing secret', () => {
  const sign = (secret: string, body: string) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`

  test('once made is required, and rotation ends the old one', async () => {
    const { uid, webhookUrl } = await make()
    expect((await post(webhookUrl, {})).status).toBe(202)
    const { secret } = (await farm.call('POST', `/bindings/${uid}/webhook-secret`)).json
    expect(secret).toMatch(/^whsec_/)
    expect(JSON.stringify(await get(uid))).not.toContain(secret)
    const body = '{"name": "bytes, not meaning"}'
    const signed = (signature: string, sent: string | Buffer = body) =>
      post(webhookUrl, sent, { 'x-webhook-signature': signature })

    expect((await post(webhookUrl, body)).status).toBe(401)
    for (const wrong of [
      '',
      'sha256=',
      'sha256=00',
      sign('other', body),
      sign(secret, `${body} `),
      sign(secret, body).slice(7),
      sign(secret, body).replace('sha256', 'sha1'),
    ]) {
      expect([wrong, (await signed(wrong)).status]).toEqual([wrong, 401])
    }
    expect((await signed(sign(secret, body))).status).toBe(202)
    const next = (await farm.call('POST', `/bindings/${uid}/webhook-secret`)).json.secret
    expect(next).not.toBe(secret)
    expect((await signed(sign(secret, body))).status).toBe(401)
    expect((await signed(sign(next, body))).status).toBe(202)
  })

  test('is asked for before the body is read, and of a binding with no webhook source too', async () => {
    const { uid, webhookUrl } = await make({ dataSource: { type: 'http', url: source.url } })
    const { secret } = (await farm.call('POST', `/bindings/${uid}/webhook-secret`)).json
    expect((await post(webhookUrl, 'not json')).status).toBe(401)
    expect((await post(webhookUrl, undefined, { 'x-webhook-signature': sign(secret, '') })).status).toBe(202)
  })
})

test('what was accepted survives a restart: its body, and that it is still to be drawn', async () => {
  const dataDir = tempDir()
  const first = await startTestFarm({ dataDir })
  const definition = {
    templateId: await first.template('<body>{{title}}</body>'),
    mapping: { title: 'name' },
    dataSource: { type: 'webhook' },
    refreshPolicy: { type: 'manual' },
  }
  const drawn = await first.binding(definition)
  await ended(drawn.uid, (await first.raw('POST', drawn.webhookUrl, { body: '{"name":"sent"}' })).json.runId, first)
  const undrawn = await first.binding(definition)
  await first.raw('POST', undrawn.webhookUrl, { body: '{"name":"unseen"}' })
  await first.stop()

  const second = await startTestFarm({ dataDir })
  try {
    await until(async () =>
      (await runsOf(undrawn.uid, second)).some(({ outcome }: { outcome: string }) => outcome === 'rendered'),
    )
    expect((await second.raw('GET', `/b/${undrawn.uid}.png`)).headers.get('x-bindery-state')).toBe('fresh')
    const { json } = await second.call('POST', `/bindings/${drawn.uid}/refresh?wait=true`)
    expect(json.run).toMatchObject({ outcome: 'unchanged', error: null })
  } finally {
    await second.stop()
  }
})
