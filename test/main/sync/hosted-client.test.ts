import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { type Hosted, HostedFault } from '../../../src/main/sync/hosted.ts'
import type { CallParts } from '../../../src/main/sync/hosted-call.ts'
import type { JsonObject } from '../../../src/shared/json.ts'
import { until } from '../../helpers/clock.ts'
import { CLIENT_STARTED_AT, testClient } from '../../helpers/hosted-client.ts'
import { type HostedServer, type HostedServerOptions, startHostedServer } from '../../helpers/hosted-server.ts'
import { sendJson, startServer, type TestServer } from '../../helpers/http-server.ts'
import { limitOnSilence } from '../../helpers/limit-on-silence.ts'

const stops: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})
const signal = () => AbortSignal.timeout(20_000)

async function server(options?: HostedServerOptions): Promise<HostedServer> {
  const started = await startHostedServer(options)
  stops.push(() => started.stop())
  return started
}

async function answering(handler: Parameters<typeof startServer>[0]): Promise<TestServer> {
  const started = await startServer(handler)
  stops.push(() => started.stop())
  return started
}

function clientOf({ url, key = 'k' }: { url: string; key?: string }, more?: Partial<CallParts>) {
  const client = testClient({ url, key }, more)
  stops.push(client.stop)
  return client
}

async function faultOf(work: Promise<unknown>): Promise<HostedFault> {
  const error = await work.then(
    (value) => value,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(HostedFault)
  return error as HostedFault
}

const TEMPLATE = { name: '  A card ', html: '<p>{{title}}</p>', width: 100, height: 50, unknownMember: { a: [1] } }
const bindingOf = (templateId: string): JsonObject => ({
  name: 'A binding',
  templateId,
  dataSource: {
    type: 'http',
    url: 'https://data.test/x',
    credentials: { type: 'bearer_token', value: 'tok-12345678' },
  },
  mapping: { title: 'name' },
})

async function roundTrip(hosted: Hosted, { credentials }: Pick<HostedServer, 'credentials'>): Promise<void> {
  const template = await hosted.create('template', TEMPLATE, 'key-1', signal())
  expect(template.body).toMatchObject({
    uid: template.uid,
    name: 'A card',
    outputFormat: 'image',
    unknownMember: { a: [1] },
  })
  const made = await hosted.create('binding', bindingOf(template.uid), 'key-2', signal())
  expect(made.body.templateId).toBe(template.uid)
  expect(made.body).not.toHaveProperty('templateUid')
  expect(credentials(made.uid)).toMatchObject({ value: 'tok-12345678' })

  const changed = await hosted.update(
    'binding',
    made.uid,
    { name: 'Other', templateId: template.uid },
    made.etag,
    signal(),
  )
  expect(changed.body).toMatchObject({
    uid: made.uid,
    name: 'Other',
    templateId: template.uid,
    mapping: { title: 'name' },
  })
  expect(credentials(made.uid)).toMatchObject({ value: 'tok-12345678' })
  expect(await hosted.get('binding', made.uid, signal())).toEqual(changed)
  const [listed, ...none] = await hosted.list('binding', signal())
  expect(none).toEqual([])
  expect(listed).toMatchObject({ uid: made.uid, etag: null, body: { name: 'Other', templateId: template.uid } })

  const inUse = await faultOf(hosted.remove('template', template.uid, signal()))
  expect(inUse).toMatchObject({ kind: 'conflict', isOutcomeUnknown: false })
  expect(inUse.message).toContain('Bindings use this template')
  await hosted.remove('binding', made.uid, signal())
  await hosted.remove('binding', made.uid, signal())
  expect(await faultOf(hosted.get('binding', made.uid, signal()))).toMatchObject({ kind: 'missing' })
  await hosted.remove('template', template.uid, signal())
  expect(await hosted.list('template', signal())).toEqual([])
}

describe('the client and an API that', () => {
  const kinds: Record<string, HostedServerOptions> = {
    'keeps to the contract': { hasEtags: true },
    'answers bare objects with 200': { isEnveloped: false, created: 200, listsAreShort: false },
    'says templateUid': { templateMember: 'templateUid' },
    'answers writes with 204': { created: 204, updated: 204 },
    'has no problem+json and gives small pages': { errors: 'plain', maxLimit: 20 },
  }
  test.each(Object.entries(kinds))('%s', async (_name, options) => {
    const api = await server(options)
    await roundTrip(clientOf(api).hosted, api)
  })

  test('is under /v1', async () => {
    const api = await server({ prefix: '/v1' })
    await roundTrip(clientOf({ ...api, url: `${api.url}/v1` }).hosted, api)
  })
})

describe('lists', () => {
  async function filled(count: number, options?: HostedServerOptions): Promise<HostedServer> {
    const api = await server(options)
    for (let i = 0; i < count; i++) api.create('template', { name: `T${i}` })
    return api
  }
  const uidsOf = (objects: { uid: string }[]) => objects.map(({ uid }) => uid).sort()
  const allOf = (api: HostedServer) => uidsOf(api.all('template') as { uid: string }[])

  test('are read whole, page by page, and tell how far they are', async () => {
    const api = await filled(230)
    const read: number[] = []
    const objects = await clientOf(api).hosted.list('template', signal(), (count) => read.push(count))
    expect(uidsOf(objects)).toEqual(allOf(api))
    expect(read).toEqual([100, 200, 230])
    expect(api.seen.map(({ url }) => url)[0]).toBe('/templates?page=1&limit=100')
  })

  test('are read in smaller pages where large ones are refused or too long', async () => {
    const refusing = await filled(45, { maxLimit: 20 })
    expect(uidsOf(await clientOf(refusing).hosted.list('template', signal()))).toEqual(allOf(refusing))
    const long = await server({ listsAreShort: false })
    for (let i = 0; i < 45; i++) long.create('template', { html: 'x'.repeat(i === 3 ? 40_000 : 1_000) })
    const { hosted } = clientOf(long, { maxBytes: 60_000 })
    expect(uidsOf(await hosted.list('template', signal()))).toEqual(allOf(long))
    expect(await faultOf(clientOf(long, { maxBytes: 20_000 }).hosted.list('template', signal()))).toMatchObject({
      kind: 'not_an_api',
    })
  })

  test('with shuffled and overlapping pages hold each object once', async () => {
    const api = await filled(230)
    api.fail('list templates', 'shuffled and overlapping pages')
    expect(uidsOf(await clientOf(api).hosted.list('template', signal()))).toEqual(allOf(api))
  })

  test('with an object in two versions hold the one that it has now', async () => {
    const api = await filled(5)
    api.fail('list templates', 'duplicate uids')
    const objects = await clientOf(api).hosted.list('template', signal())
    expect(uidsOf(objects)).toEqual(allOf(api))
    expect(objects.map(({ body }) => body.name).sort()).toEqual(['T0', 'T1', 'T2', 'T3', 'T4'])
    expect(api.calls.filter((call) => call === 'get template')).toHaveLength(5)
  })

  /** Pages made by hand: their items' uids, and what is said of them. */
  const handMade = (pages: (page: number) => { uids: string[]; pagination?: object }) =>
    answering(({ url }, response) => {
      const page = Number(new URL(url, 'http://x').searchParams.get('page'))
      const { uids, pagination } = pages(page)
      sendJson({ templates: uids.map((uid) => ({ uid })), pagination })({} as never, response)
    })

  test('that hold less than they say are read once more, and then not believed', async () => {
    let readings = 0
    const mends = await handMade((page) => {
      if (page === 1) readings++
      return { uids: readings > 1 ? ['a', 'b'] : ['a'], pagination: { total: 2, hasNext: false } }
    })
    expect(uidsOf(await clientOf(mends).hosted.list('template', signal()))).toEqual(['a', 'b'])
    const short = await handMade(() => ({ uids: ['a'], pagination: { total: 2, hasNext: false } }))
    const fault = await faultOf(clientOf(short).hosted.list('template', signal()))
    expect(fault.kind).toBe('not_an_api')
    expect(fault.message).toMatch(/lists 1 objects and says that there are 2/)
    expect(short.seen).toHaveLength(2)
  })

  test('that hold more than they say are read once more, and then believed', async () => {
    const uids = ['a', 'b', 'c']
    const counting = await handMade(() => ({ uids, pagination: { total: 1, totalPages: 1, hasNext: false } }))
    expect(uidsOf(await clientOf(counting).hosted.list('template', signal()))).toEqual(uids)
    expect(counting.seen).toHaveLength(2)
  })

  test('that change while they are read are read once more', async () => {
    let readings = 0
    const moving = await handMade((page) => {
      if (page === 1) readings++
      // In the first reading `b` is deleted between the pages, which moves `c` past the reader.
      if (readings === 1)
        return page === 1
          ? { uids: ['a', 'b'], pagination: { total: 4, hasNext: true } }
          : { uids: ['d'], pagination: { total: 3, hasNext: false } }
      return page === 1
        ? { uids: ['a', 'c'], pagination: { total: 3, hasNext: true } }
        : { uids: ['d'], pagination: { total: 3, hasNext: false } }
    })
    expect(uidsOf(await clientOf(moving).hosted.list('template', signal()))).toEqual(['a', 'c', 'd'])
  })

  test('that have no end are given up', async () => {
    const endless = await handMade(() => ({ uids: ['a'], pagination: { total: 5, hasNext: true } }))
    expect(await faultOf(clientOf(endless).hosted.list('template', signal()))).toMatchObject({ kind: 'not_an_api' })
    expect(endless.seen.length).toBeLessThan(20)
    const complete = await handMade((page) => ({
      uids: page === 1 ? ['a'] : [],
      pagination: { total: 1, hasNext: true },
    }))
    expect(uidsOf(await clientOf(complete).hosted.list('template', signal()))).toEqual(['a'])
  })

  test('of which nobody can tell whether they are whole, or that name no uids, are no lists', async () => {
    const bodies = [
      { templates: [{ uid: 'a' }] },
      { templates: [], pagination: {} },
      { templates: [{ uid: '..' }], pagination: { total: 1, hasNext: false } },
      { templates: [{ id: 'a' }], pagination: { total: 1, hasNext: false } },
      { templates: {}, pagination: { total: 0, hasNext: false } },
      { ok: true },
      [],
    ]
    for (const body of bodies) {
      const fault = await faultOf(clientOf(await answering(sendJson(body))).hosted.list('template', signal()))
      expect(fault.kind, JSON.stringify(body)).toBe('not_an_api')
    }
  })
})

describe('what is said', () => {
  test('the key and what was sent along are hidden in the words of the other side, which are cut', async () => {
    const key = 'pk_live_0123456789'
    const chatty = await answering(({ headers, body }, response) => {
      const detail = `You sent ${headers.authorization}\n\u0000 and ${body} ${'blah '.repeat(500)}`
      sendJson({ detail, errors: [] }, {}, 422)({} as never, response)
    })
    const { hosted } = clientOf({ url: chatty.url, key })
    const body = bindingOf('t')
    Object.assign(body.dataSource as JsonObject, {
      headers: { 'X-Token': 'hush-hush-1' },
      url: 'https://x.test/?k=query-secret',
    })
    const fault = await faultOf(hosted.create('binding', body, 'k', signal()))
    expect(fault).toMatchObject({ kind: 'refused', isOutcomeUnknown: false })
    expect(fault.message).toMatch(/^127\.0\.0\.1:\d+ answered 422: You sent Bearer ••• and /)
    for (const secret of [key, 'tok-12345678', 'hush-hush-1', 'query-secret'])
      expect(fault.message).not.toContain(secret)
    expect(fault.message.length).toBeLessThan(400)
  })

  test('credentials that an API answers in the clear are not handed on', async () => {
    const dataSource = { type: 'http', credentials: { type: 'basic_auth', username: 'ada', password: 'hush' } }
    const leaky = await answering(sendJson({ binding: { uid: 'b', dataSource } }))
    const { body } = await clientOf(leaky).hosted.get('binding', 'b', signal())
    expect(body.dataSource).toEqual({ type: 'http', credentials: { type: 'basic_auth', username: 'ada', set: true } })
  })

  test('a key that an API echoes is not handed on', async () => {
    const key = 'pk_live_0123456789'
    const echoing = await answering(({ headers }, response) => {
      sendJson({ binding: { uid: 'b', seen: [headers.authorization, btoa(key)] } })({} as never, response)
    })
    const { body } = await clientOf({ url: echoing.url, key }).hosted.get('binding', 'b', signal())
    expect(body.seen).toEqual(['Bearer •••', '•••'])
  })

  test('nor are secrets that were sent, where an API tells them back', async () => {
    const parrot = await answering(({ body }, response) => {
      sendJson({ binding: { ...JSON.parse(body), uid: 'b', heard: [body] } }, { etag: 'tok-12345678' })(
        {} as never,
        response,
      )
    })
    const made = await clientOf(parrot).hosted.create('binding', bindingOf('t'), 'k', signal())
    expect(JSON.stringify(made)).not.toContain('tok-12345678')
    expect(made).toMatchObject({ etag: null, body: { name: 'A binding', mapping: { title: 'name' } } })
  })

  test('a redirect is not followed, so that the key goes nowhere else', async () => {
    const elsewhere = await answering(sendJson({ binding: { uid: 'b' } }))
    const moved = await answering((_request, response) => {
      response.writeHead(308, { location: `${elsewhere.url}/bindings/b?secret` }).end()
    })
    const fault = await faultOf(clientOf(moved).hosted.get('binding', 'b', signal()))
    expect(fault.kind).toBe('not_an_api')
    expect(fault.message).toContain(`leads elsewhere (${elsewhere.url}), where no key is sent`)
    expect(elsewhere.seen).toEqual([])
  })

  test('only the API’s own words say that an object is gone', async () => {
    const slug = (name: string) => ({ type: `https://docs.pictify.io/errors/${name}`, detail: 'x' })
    const own = [
      ...['binding-not-found', 'template-not-found', 'not-found', 'gone'].map(slug),
      { error: 'x', code: 'BINDING_NOT_FOUND', retriable: false },
      { error: 'Binding not found' },
      { title: 'Binding not found', status: 404 },
      { error: 'Not found' },
      { error: 'not_found', retriable: false },
    ]
    const others = [
      { message: 'Route GET:/bindings/b not found', error: 'Not Found', statusCode: 404 },
      { detail: 'Not Found' },
      { error: 'Not Found', status: 404, path: '/bindings/b' },
      { type: 'about:blank', title: 'Not Found', status: 404 },
      { code: 'NO_ROUTE' },
      {},
      [],
      'gone',
    ]
    for (const [body, kind] of [
      ...own.map((each) => [each, 'missing']),
      ...others.map((each) => [each, 'not_an_api']),
    ]) {
      for (const status of [404, 410]) {
        const api = await answering(sendJson(body, {}, status))
        const fault = await faultOf(clientOf(api).hosted.get('binding', 'b', signal()))
        expect(fault.kind, `${status} ${JSON.stringify(body)}`).toBe(kind)
      }
    }
    for (const text of ['<html>binding not found', '', 'binding-not-found']) {
      const api = await answering((_request, response) => void response.writeHead(404).end(text))
      expect((await faultOf(clientOf(api).hosted.get('binding', 'b', signal()))).kind, text).toBe('not_an_api')
    }
  })

  test('an object other than the one that was asked for is no answer', async () => {
    const api = await answering(sendJson({ binding: { uid: 'c' } }))
    expect(await faultOf(clientOf(api).hosted.get('binding', 'b', signal()))).toMatchObject({ kind: 'not_an_api' })
  })
})

describe('when it has to wait', () => {
  test('calls keep within the limit that is told', async () => {
    let count = 0
    const api = await answering((_request, response) => {
      count++
      const remaining = Math.max(0, 3 - (count % 4))
      const headers = { 'x-ratelimit-remaining': String(remaining), 'x-ratelimit-reset': '20' }
      sendJson({ bindings: [], pagination: { total: 0, hasNext: false } }, headers)({} as never, response)
    })
    const { hosted, waits } = clientOf(api)
    for (let i = 0; i < 7; i++) await hosted.list('binding', signal())
    expect(waits).toEqual([20_000])
  })

  test('a time of reset is read by the other side’s own clock', async () => {
    const at = Date.UTC(2030, 0, 1)
    const headers = {
      ...{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(at / 1000 + 30) },
      date: new Date(at).toUTCString(),
    }
    const api = await answering(sendJson({ bindings: [], pagination: { total: 0, hasNext: false } }, headers))
    const { hosted, waits } = clientOf(api)
    await hosted.list('binding', signal())
    await hosted.list('binding', signal())
    expect(waits).toEqual([30_000])
  })

  test('a real limit is kept by many calls at once, and each comes through', async () => {
    const api = await server({ rateLimit: { calls: 5, windowMs: 1000 } })
    const real = { monotonic: () => performance.now(), wait: (ms: number) => sleep(ms) }
    const { hosted } = clientOf(api, real)
    const lists = await Promise.all(Array.from({ length: 8 }, () => hosted.list('binding', signal())))
    expect(lists).toEqual(Array(8).fill([]))
  })

  test('a 429 is waited for as it asks, in seconds or until a date, and the call goes out again', async () => {
    for (const [header, ms] of [
      ['7', 7_000],
      [new Date(CLIENT_STARTED_AT + 20_000).toUTCString(), 20_000],
    ] as const) {
      const api = await server()
      const limited = await answering((request, response) => {
        if (limited.seen.length > 1) return void sendJson({ binding: { uid: 'b' } }, {}, 201)(request, response)
        sendJson({ error: 'x' }, { 'retry-after': header }, 429)(request, response)
      })
      const { hosted, waits } = clientOf({ url: limited.url, key: api.key })
      await hosted.create('binding', { name: 'x' }, 'the-key', signal())
      expect(waits).toEqual([ms])
      expect(limited.seen.map(({ headers }) => headers['idempotency-key'])).toEqual(['the-key', 'the-key'])
    }
  })

  test('a long wait is told instead of waited for, to the calls after it too', async () => {
    const limited = await answering(sendJson({ error: 'x' }, { 'retry-after': '300' }, 429))
    const { hosted, waits } = clientOf(limited)
    for (let i = 0; i < 2; i++) {
      const fault = await faultOf(hosted.list('binding', signal()))
      expect(fault.kind).toBe('rate_limited')
      expect(fault.retryAfterMs).toBe(300_000)
    }
    expect(waits).toEqual([])
    expect(limited.seen).toHaveLength(1)
  })

  test('reads are tried again, writes are not where they may have been carried out', async () => {
    const api = await server()
    const { uid } = api.create('template', { name: 'T' })
    const { hosted, waits } = clientOf(api)
    api.fail('get template', '500', 2)
    expect((await hosted.get('template', String(uid), signal())).body.name).toBe('T')
    expect(waits).toEqual([500, 1000])
    api.fail('update template', '502 after', 1)
    const fault = await faultOf(hosted.update('template', String(uid), { name: 'U' }, null, signal()))
    expect(fault).toMatchObject({ kind: 'server_fault', isOutcomeUnknown: true })
    expect(api.calls.filter((call) => call === 'update template')).toHaveLength(1)
    expect(api.find('template', String(uid))?.name).toBe('U')
  })

  test('what is not answered in its time is given up', async () => {
    const silent = await answering(() => {})
    const { hosted } = clientOf(silent, { timeLimitMs: 50 })
    expect(await faultOf(hosted.create('template', TEMPLATE, 'k', signal()))).toMatchObject({ kind: 'offline' })
  })

  test('what took long to fail is not waited for a second time', async () => {
    const api = await server()
    const { uid } = api.create('template', { name: 'T' })
    let at = 0
    api.onSilence(() => {
      at += 30_000
    })
    const { hosted, waits } = clientOf(api, { startLimit: limitOnSilence(api), monotonic: () => at })
    api.fail('get template', 'timeout before')
    expect(await faultOf(hosted.get('template', String(uid), signal()))).toMatchObject({ kind: 'offline' })
    expect(api.calls).toHaveLength(1)
    expect(waits).toEqual([])
  })

  test('the signal ends a wait and a call with its own reason', async () => {
    const api = await server()
    api.fail('all', 'timeout before')
    const stop = new AbortController()
    const { hosted } = clientOf(api)
    const work = hosted.list('binding', stop.signal)
    const ended = expect(work).rejects.toThrow('enough')
    await until(() => api.calls.length > 0)
    stop.abort(new Error('enough'))
    await ended
  })
})

test('a uid that would lead elsewhere is none', async () => {
  const api = await answering(sendJson({ binding: { uid: '../settings' } }, {}, 201))
  const fault = await faultOf(clientOf(api).hosted.create('binding', {}, 'k', signal()))
  expect(fault).toMatchObject({ kind: 'not_an_api', isOutcomeUnknown: true })
})
