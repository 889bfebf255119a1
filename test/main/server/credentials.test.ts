import { readdirSync, readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestFarm, type TestFarm } from '../../helpers/farm.ts'
import { type SeenRequest, startServer, type TestServer } from '../../helpers/http-server.ts'

let farm: TestFarm
let source: TestServer
let other: TestServer
let templateId: string
const answered: string[] = []
const secretsOfWebhooks: string[] = []

beforeAll(async () => {
  // An unfriendly source: where it fails, and where it is asked to, it echoes all that it is sent.
  const echo = ({ url, headers }: SeenRequest, response: ServerResponse) => {
    const status = url.startsWith('/fail') ? 500 : 200
    const echoed = /^\/(echo|fail)/.test(url) ? { headers, url } : {}
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ name: 'x', ...echoed }))
  }
  source = await startServer(echo)
  other = await startServer(echo)
  farm = await startTestFarm()
  templateId = await farm.template('<body>{{title}}</body>')
})
afterAll(async () => {
  await farm.stop()
  await source.stop()
  await other.stop()
})

/** Calls, and remembers every byte that was answered. */
async function call(method: string, path: string, body?: unknown, headers?: Record<string, string>) {
  const answer = await farm.call(method, path, body, headers)
  answered.push(answer.bytes.toString('latin1'), JSON.stringify([...answer.headers]))
  return answer
}

const bindingOf = (dataSource: object) => ({
  templateId,
  mapping: { title: 'name' },
  refreshPolicy: { type: 'manual' },
  dataSource: { type: 'http', url: `${source.url}/data?visible=1`, ...dataSource },
})

async function createAndRefresh(dataSource: object): Promise<string> {
  const { json, status } = await call('POST', '/bindings', bindingOf(dataSource))
  expect(status, JSON.stringify(json)).toBe(201)
  await call('POST', `/bindings/${json.binding.uid}/refresh?wait=true`)
  return json.binding.uid
}
const refresh = async (uid: string) => (await call('POST', `/bindings/${uid}/refresh?wait=true`)).json.run
const lastSeen = (server = source): SeenRequest => server.seen.at(-1) as SeenRequest
const get = async (uid: string) => (await call('GET', `/bindings/${uid}`)).json.binding

const KINDS: [string, object, object, (request: SeenRequest) => unknown, string][] = [
  [
    'API key',
    { type: 'api_key', value: 'pl4nt-apikey' },
    { type: 'api_key', set: true, header: 'X-API-Key' },
    (r) => r.headers['x-api-key'],
    'pl4nt-apikey',
  ],
  [
    'API key in a header of its own',
    { type: 'api_key', value: 'pl4nt-apihdr', header: 'X-Mine' },
    { type: 'api_key', set: true, header: 'X-Mine' },
    (r) => r.headers['x-mine'],
    'pl4nt-apihdr',
  ],
  [
    'API key in the query',
    { type: 'api_key', value: 'pl4nt-apiquery', query: 'k' },
    { type: 'api_key', set: true, query: 'k' },
    (r) => r.url,
    '/data?visible=1&k=pl4nt-apiquery',
  ],
  [
    'bearer token',
    { type: 'bearer_token', value: 'pl4nt-bearer' },
    { type: 'bearer_token', set: true },
    (r) => r.headers.authorization,
    'Bearer pl4nt-bearer',
  ],
  [
    'basic',
    { type: 'basic_auth', username: 'ada', password: 'pl4nt-password' },
    { type: 'basic_auth', set: true, username: 'ada' },
    (r) => r.headers.authorization,
    `Basic ${btoa('ada:pl4nt-password')}`,
  ],
  [
    'custom header',
    { type: 'custom_header', name: 'X-Door', value: 'pl4nt-custom' },
    { type: 'custom_header', set: true, name: 'X-Door' },
    (r) => r.headers['x-door'],
    'pl4nt-custom',
  ],
]

test.each(KINDS)(
  '%s: sent to the source, answered only as set, kept by PUT, removed by null',
  async (_, credentials, shown, sent, value) => {
    const uid = await createAndRefresh({ credentials })
    expect(sent(lastSeen())).toBe(value)
    expect((await get(uid)).dataSource.credentials).toEqual(shown)

    for (const kept of [{}, { credentials: shown }]) {
      const { json } = await call('PUT', `/bindings/${uid}`, { dataSource: bindingOf(kept).dataSource })
      expect(json.binding).toMatchObject({ needs_secret: false, dataSource: { credentials: shown } })
      await refresh(uid)
      expect(sent(lastSeen())).toBe(value)
    }

    const { json } = await call('PUT', `/bindings/${uid}`, { dataSource: bindingOf({ credentials: null }).dataSource })
    expect(json.binding).toMatchObject({ needs_secret: false, dataSource: { credentials: null } })
    await refresh(uid)
    expect(sent(lastSeen())).not.toBe(value)
  },
)

test.each(KINDS)(
  '%s: dropped when the origin changes, and not sent anywhere until given again',
  async (_, credentials, shown, sent, value) => {
    const uid = await createAndRefresh({ credentials, headers: { Cookie: 'pl4nt-cookie' } })
    const moved = bindingOf({ url: `${other.url}/data?visible=1`, headers: { Cookie: { set: true } } }).dataSource
    const before = other.seen.length
    const { json } = await call('PUT', `/bindings/${uid}`, { dataSource: moved })
    expect(json.binding).toMatchObject({
      needs_secret: true,
      dataSource: { credentials: { ...shown, set: false }, headers: { Cookie: { set: false } } },
    })
    expect(await refresh(uid)).toMatchObject({
      outcome: 'failed',
      error: { code: 'NEEDS_SECRET', stage: 'fetch', retriable: false },
    })
    expect(other.seen.length).toBe(before)

    const again = await call('PUT', `/bindings/${uid}`, { dataSource: { ...moved, headers: {}, credentials } })
    expect(again.json.binding).toMatchObject({ needs_secret: false, dataSource: { credentials: shown } })
    expect(await refresh(uid)).toMatchObject({ error: null })
    expect(sent(lastSeen(other))).toBe(value)
  },
)

test('a change of the path, or of anything but the origin, keeps them', async () => {
  const uid = await createAndRefresh({ credentials: { type: 'bearer_token', value: 'pl4nt-kept' } })
  await call('PUT', `/bindings/${uid}`, {
    dataSource: { type: 'http', url: `${source.url}/elsewhere`, method: 'POST', body: { a: 1 } },
  })
  await refresh(uid)
  expect(lastSeen()).toMatchObject({
    method: 'POST',
    url: '/elsewhere',
    body: '{"a":1}',
    headers: { authorization: 'Bearer pl4nt-kept' },
  })
})

test('userinfo, Authorization headers and headers named like secrets are taken as secrets', async () => {
  const uid = await createAndRefresh({ url: `http://ada:pl4nt-userinfo@127.0.0.1:${source.port}/data` })
  expect((await get(uid)).dataSource).toMatchObject({
    url: `${source.url}/data`,
    credentials: { type: 'basic_auth', set: true, username: 'ada' },
  })
  expect(lastSeen().headers.authorization).toBe(`Basic ${btoa('ada:pl4nt-userinfo')}`)

  const second = await createAndRefresh({
    headers: {
      Authorization: 'Bearer pl4nt-header',
      Cookie: 'sid=pl4nt-cookie',
      'X-Session-Token': 'pl4nt-token',
      'X-Team': 'blue',
    },
  })
  expect((await get(second)).dataSource).toMatchObject({
    credentials: { type: 'bearer_token', set: true },
    headers: { Cookie: { set: true }, 'X-Session-Token': { set: true }, 'X-Team': 'blue' },
  })
  expect(lastSeen().headers).toMatchObject({
    authorization: 'Bearer pl4nt-header',
    cookie: 'sid=pl4nt-cookie',
    'x-session-token': 'pl4nt-token',
    'x-team': 'blue',
  })
})

test('a run’s details show the start of the body with every known secret masked, and no query value', async () => {
  const uid = await createAndRefresh({
    url: `${source.url}/echo?account=number`,
    credentials: { type: 'bearer_token', value: 'echoed-secret' },
  })
  const { runs } = (await call('GET', `/bindings/${uid}/runs`)).json
  const { details } = (await call('GET', `/bindings/${uid}/runs/${runs[0].id}`)).json
  expect(details.request).toEqual({ method: 'GET', url: `${source.url}/echo?account=…` })
  expect(details.response).toMatchObject({ status: 200, contentType: 'application/json' })
  expect(details.response.bodyStart).toContain('"authorization":"Bearer •••"')
  expect(farm.logged()).not.toContain('number')
})

test('neither failures nor dry runs nor idempotency leak one', async () => {
  const credentials = { type: 'bearer_token', value: 'pl4nt-failing' }
  const uid = await createAndRefresh({ url: `${source.url}/fail`, credentials })
  const { lastError } = await get(uid)
  expect(lastError).toMatchObject({ stage: 'status', upstreamStatus: 500 })
  const key = { 'idempotency-key': 'once' }
  await call('POST', '/bindings', bindingOf({ credentials: { type: 'bearer_token', value: 'pl4nt-idempotent' } }), key)
  await call('POST', `/bindings/${uid}/test`, {
    dataSource: bindingOf({ url: 'http://127.0.0.1:1/', credentials }).dataSource,
  })
  await call('POST', '/bindings', bindingOf({ credentials: { type: 'nonsense', value: 'pl4nt-invalid' } }))
  await call('POST', '/bindings', `{"dataSource": {"value": "pl4nt-broken"`)
  await call('POST', `/bindings/${uid}/webhook-secret`).then(({ json }) => {
    // Shown this once, and nowhere kept in the clear.
    expect(json.secret).toMatch(/^whsec_/)
    answered.splice(-2)
    secretsOfWebhooks.push(json.secret)
  })
})

test('no planted secret lies anywhere in the data folder, in the logs, or in any answer', async () => {
  const files = readdirSync(farm.dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  expect(files.map(({ name }) => name)).toContain('bindery.db')
  const logged = farm.logged()
  expect(logged).not.toBe('')
  for (const secret of ['pl4nt-', ...secretsOfWebhooks]) {
    expect(logged.includes(secret), `${secret} in the logs`).toBe(false)
    expect(
      answered.filter((text) => text.includes(secret)),
      `${secret} in an answer`,
    ).toEqual([])
  }
  for (const { parentPath, name } of files) {
    const text = readFileSync(join(parentPath, name), 'latin1')
    for (const secret of ['pl4nt-', ...secretsOfWebhooks])
      expect(text.includes(secret), `${secret} in ${name}`).toBe(false)
  }
})
