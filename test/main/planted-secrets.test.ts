import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { backUpDatabase } from '../../src/main/db/backup.ts'
import { makeCertificate } from '../helpers/certificate.ts'
import { until } from '../helpers/clock.ts'
import { type Answer, startTestFarm, TEST_KEY, type TestFarm } from '../helpers/farm.ts'
import { closedPort, type SeenRequest, startServer, type TestServer } from '../helpers/http-server.ts'
import { secretSearch } from '../helpers/secret-search.ts'

/** Where a planted text may be found, by the contract; everywhere else it is a leak. */
type Place = 'data folder' | 'answers' | 'logs'

interface Planted {
  /** Unmistakable: long, random, and with the test's own mark at both ends, so that half of one tells. */
  text: string
  /** What the contract keeps or shows as it is. */
  may: Place[]
}

const MARK = `z${randomBytes(6).toString('hex')}9`
const plant = (name: string, may: Place[] = []): Planted => ({ text: `${MARK}${name}${MARK}`, may })

/** Everything that is planted. A URL is kept and shown to key holders with its query; all else is not to be seen again. */
const PLANTED = {
  apiKeyHeader: plant('aa'),
  apiKeyQuery: plant('bb'),
  bearer: plant('cc'),
  basicPassword: plant('dd'),
  customHeader: plant('ee'),
  cookie: plant('ff'),
  tokenHeader: plant('gg'),
  keyHeader: plant('hh'),
  secretHeader: plant('ii'),
  urlPassword: plant('jj'),
  authorization: plant('kk'),
  authorizationBasic: plant('ll'),
  proxyPassword: plant('mm'),
  replaced: plant('nn'),
  dryRun: plant('oo'),
  wrongKey: plant('pp'),
  refused: plant('qq'),
  hostedKey: plant('uu'),
  wrongHostedKey: plant('vv'),
}
/** They are part of a URL or of a template, and those are the user's own: kept, and answered with them. */
const IN_THE_OPEN = {
  urlQuery: plant('rr', ['data folder', 'answers']),
  targetQuery: plant('ss', ['data folder', 'answers']),
  template: plant('tt', ['data folder', 'answers']),
}

let farm: TestFarm
let source: TestServer
let elsewhere: TestServer
let tls: TestServer
let dataDir: string
let template: string
/** What was answered, but for the answers that show a secret this once. */
const answered: { what: string; bytes: Buffer }[] = []
/** Secrets that the farm itself has made. */
const made: string[] = []

beforeAll(async () => {
  source = await startServer(unfriendly)
  elsewhere = await startServer(unfriendly)
  tls = await startServer(unfriendly, { tls: makeCertificate(['localhost']) })
  dataDir = mkdtempSync(join(tmpdir(), 'bindery-planted-'))
  farm = await startTestFarm({ dataDir, options: { allowHosts: ['127.0.0.1', 'localhost'], logLevel: 'trace' } })
  template = await farm.template('<p>{{title}}</p><p>{{echo}}</p><img src="{{link}}">', { jsEnabled: true })
})
afterAll(async () => {
  await farm.stop()
  for (const server of [source, elsewhere, tls]) await server.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

/** A source that tells all that it is sent, in every part of an answer that it can. */
function unfriendly({ url, headers, body }: SeenRequest, response: ServerResponse): void {
  const secrets = [...Object.values(headers), ...new URL(url, 'http://x').searchParams.values(), body]
  const told = secrets.filter((text) => typeof text === 'string' && text.includes(MARK)).join(' ')
  const path = url.split('?', 1)[0]
  const [host = 'x'] = new RegExp(`${MARK}..${MARK}`).exec(decoded(told)) ?? []
  const data = { name: 'x', echo: told, link: `${elsewhere.url}/missing?k=${encodeURIComponent(told)}`, [told]: [told] }
  const json = JSON.stringify(data)
  const send = (status: number, more: Record<string, string>, content: string | Buffer) =>
    response.writeHead(status, { 'content-type': 'application/json', ...more }).end(content)
  if (path === '/echo') {
    const validators = { etag: `"${told}"`, 'last-modified': told, 'content-type': `application/json; note="${told}"` }
    return void send(200, validators, json)
  }
  if (path === '/escaped') {
    const hidden = (text: string) =>
      [...text].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')
    return void send(200, {}, `{"name":"x","echo":"${hidden(told)}"}`)
  }
  if (path === '/gzip') return void send(200, { 'content-encoding': 'gzip' }, gzipSync(json))
  if (path === '/401' || path === '/500') return void send(Number(path.slice(1)), { etag: told, warning: told }, json)
  if (path === '/broken') return void send(200, {}, `{"name": "${told}" ${told}`)
  if (path === '/html') return void send(200, { 'content-type': 'text/html' }, `<p>${told}`)
  if (path === '/binary') return void send(200, { 'content-type': `image/${host}` }, told)
  if (path === '/charset') return void send(200, { 'content-type': `application/json; charset=${host}` }, json)
  if (path === '/cut')
    return void response.writeHead(200, { 'content-length': '9999' }).write(json, () => response.destroy())
  if (path === '/redirect')
    return void send(302, { location: `${elsewhere.url}/500?leak=${encodeURIComponent(told)}` }, told)
  if (path === '/redirect-host') return void send(302, { location: `http://${host}.invalid/${host}` }, told)
  if (path === '/redirect-blocked') return void send(307, { location: `http://${host}.localhost.:1/${host}` }, told)
  if (path === '/redirect-scheme') return void send(302, { location: `${host}://x/` }, told)
  send(path === '/missing' ? 404 : 200, {}, '{"name":"x"}')
}

const decoded = (text: string) =>
  `${text} ${text
    .split(/\s+/)
    .map((part) => Buffer.from(part, 'base64').toString('latin1'))
    .join(' ')}`

const PATHS = [
  ...['ok', 'echo', 'escaped', 'gzip', '401', '500', 'broken', 'html', 'binary', 'charset', 'cut'],
  ...['redirect', 'redirect-host', 'redirect-blocked', 'redirect-scheme'],
].map((path) => `/${path}`)

/** Every way in which a source can be given a secret. */
const SOURCES: ((url: string) => object)[] = [
  (url) => ({ url, credentials: { type: 'api_key', value: PLANTED.apiKeyHeader.text } }),
  (url) => ({ url, credentials: { type: 'api_key', value: PLANTED.apiKeyQuery.text, query: 'k' } }),
  (url) => ({ url, credentials: { type: 'bearer_token', value: PLANTED.bearer.text } }),
  (url) => ({ url, credentials: { type: 'basic_auth', username: 'ada', password: PLANTED.basicPassword.text } }),
  (url) => ({ url, credentials: { type: 'custom_header', name: 'X-Door', value: `Key ${PLANTED.customHeader.text}` } }),
  (url) => ({
    url,
    headers: {
      Cookie: `a=b; sid=${PLANTED.cookie.text}`,
      'X-Token': PLANTED.tokenHeader.text,
      'My-Key': PLANTED.keyHeader.text,
      'Client-Secret': PLANTED.secretHeader.text,
    },
  }),
  (url) => ({ url: url.replace('//', `//ada:${PLANTED.urlPassword.text}@`) }),
  (url) => ({ url, headers: { Authorization: `Bearer ${PLANTED.authorization.text}` } }),
  (url) => ({ url, headers: { authorization: `Basic ${btoa(`ada:${PLANTED.authorizationBasic.text}`)}` } }),
  (url) => ({ url: `${url}?api_key=${IN_THE_OPEN.urlQuery.text}` }),
]

async function call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer> {
  const answer = await farm.call(method, path, body, headers)
  const head = Buffer.from(JSON.stringify([...answer.headers]))
  answered.push({ what: `${method} ${path}`, bytes: Buffer.concat([answer.bytes, head]) })
  return answer
}

const bindingOf = (dataSource: object) => ({
  templateId: template,
  mapping: { title: 'name', echo: 'echo', link: 'link' },
  refreshPolicy: { type: 'ttl', ttlSeconds: 604_800, onError: 'serve_error' },
  dataSource: { type: 'http', ...dataSource },
})

async function tryOut(dataSource: object): Promise<void> {
  const { json, status } = await call('POST', '/bindings', bindingOf(dataSource))
  expect(status, JSON.stringify(json)).toBe(201)
  const { uid } = json.binding
  await call('POST', `/bindings/${uid}/refresh?wait=true`)
  await call('POST', `/bindings/${uid}/test`)
  await call('GET', `/b/${uid}.png`)
}

/** Every answer that can be had by asking. */
async function askAll(): Promise<void> {
  for (const path of ['/settings', '/status', '/healthz', '/openapi.json', '/docs', '/templates'])
    await call('GET', path)
  const { bindings } = (await call('GET', '/bindings?limit=100')).json
  for (const { uid } of bindings) {
    await call('GET', `/bindings/${uid}`)
    const { runs } = (await call('GET', `/bindings/${uid}/runs`)).json
    for (const run of runs) await call('GET', `/bindings/${uid}/runs/${run.id}`)
  }
  for (const { uid } of (await call('GET', '/webhook-subscriptions')).json.subscriptions) {
    await call('GET', `/webhook-subscriptions/${uid}`)
    await call('GET', `/webhook-subscriptions/${uid}/deliveries?limit=100`)
  }
  const stop = new AbortController()
  const stream = await fetch(`${farm.farm.url}/events`, {
    headers: { authorization: `Bearer ${TEST_KEY}`, 'last-event-id': '0' },
    signal: stop.signal,
  })
  const last = await farm.farm.events.lastSeq()
  let told = ''
  for await (const chunk of stream.body ?? []) {
    told += Buffer.from(chunk).toString()
    if (told.includes(`id: ${last}\n`)) break
  }
  stop.abort()
  expect(told).toContain('binding.failed')
  answered.push({ what: 'GET /events', bytes: Buffer.from(told) })
}

test('every kind of secret goes through every way in which a source can answer or fail', async () => {
  for (const sourceOf of SOURCES) {
    await Promise.all(PATHS.map((path) => tryOut(sourceOf(`${source.url}${path}`))))
    await tryOut(sourceOf(`https://localhost:${tls.port}/echo`))
    await tryOut(sourceOf(`http://127.0.0.1:${await closedPort()}/`))
    await tryOut(sourceOf('http://10.0.0.1/'))
  }
  // They were sent, or there would be nothing to find.
  const seen =
    JSON.stringify(source.seen) + source.seen.map(({ headers }) => decoded(headers.authorization ?? '')).join()
  const { proxyPassword, replaced, dryRun, wrongKey, refused, hostedKey, wrongHostedKey, ...sent } = PLANTED
  for (const [name, { text }] of Object.entries(sent)) expect(seen.includes(text), name).toBe(true)
  // And none of them elsewhere, but where the source itself said them.
  expect(JSON.stringify(elsewhere.seen.map(({ headers }) => headers))).not.toContain(MARK)
}, 120_000)

test('secrets that are given, replaced, tried and refused by other ways', async () => {
  const { text } = PLANTED.replaced
  const credentials = { type: 'bearer_token', value: text }
  const url = `${source.url}/echo`
  const once = { 'idempotency-key': `${MARK.slice(0, 3)}-once` }
  const first = await call('POST', '/bindings', bindingOf({ url, credentials }), once)
  expect((await call('POST', '/bindings', bindingOf({ url, credentials }), once)).json).toEqual(first.json)
  const { uid } = first.json.binding
  await call('POST', `/bindings/${uid}/refresh?wait=true`)
  await call('PUT', `/bindings/${uid}`, { dataSource: { type: 'http', url, credentials: null } })

  const dryRun = { type: 'bearer_token', value: PLANTED.dryRun.text }
  for (const path of PATHS)
    await call('POST', '/bindings/test', bindingOf({ url: `${source.url}${path}`, credentials: dryRun }))

  const bad = PLANTED.refused.text
  await call('POST', '/bindings', `{"dataSource": {"value": "${bad}" ${bad}`)
  await call('POST', '/bindings', bindingOf({ url, credentials: { type: bad, value: bad } }))
  await call('POST', '/bindings', bindingOf({ url, credentials: { type: 'bearer_token', value: { value: bad } } }))
  await call('POST', '/bindings', bindingOf({ url, headers: { 'X-Key': `${bad}\n` } }))
  await call('POST', '/bindings', bindingOf({ url: `https://ada:${bad}@[::::/`, credentials }))
  await call('POST', '/bindings', { ...bindingOf({ url }), refreshPolicy: { type: 'ttl', ttlSeconds: bad } })
  await call('PUT', `/bindings/${uid}`, {
    dataSource: { type: 'http', url, credentials: { type: 'basic_auth', password: [bad] } },
  })
  await call('GET', '/bindings', undefined, { authorization: `Bearer ${PLANTED.wrongKey.text}` })
  await call('GET', '/bindings', undefined, { authorization: `Basic ${PLANTED.wrongKey.text}` })
  await farm.call('GET', `/bindings?key=${PLANTED.wrongKey.text}`)
  await farm.call('POST', `/webhooks/${PLANTED.wrongKey.text}`, { secret: PLANTED.wrongKey.text })

  await call('POST', '/templates', {
    name: 'x',
    html: `{{nosuch "${IN_THE_OPEN.template.text}"}}`,
    width: 9,
    height: 9,
  })
  const slow = `{{#if "${IN_THE_OPEN.template.text}"}}{{#each echo}}{{date this "${IN_THE_OPEN.template.text}"}}{{/each}}{{/if}}`
  await call('POST', '/templates/preview', { html: slow, variables: { echo: [1] }, width: 9, height: 9 })
})

test('the outbound proxy’s password is shown to nobody, and kept for that proxy alone', async () => {
  const url = `http://ada:${PLANTED.proxyPassword.text}@127.0.0.1:3128`
  const { json } = await call('PATCH', '/settings', { outboundProxy: url })
  const shown = 'http://ada:***@127.0.0.1:3128/'
  expect(json.settings.outboundProxy).toBe(shown)
  expect((await call('PATCH', '/settings', { outboundProxy: shown, locale: 'en-GB' })).status).toBe(200)
  expect(farm.farm.settings.outboundProxy()).toBe(`${url}/`)
  for (const other of ['http://ada:***@127.0.0.1:3129', 'http://eve:***@127.0.0.1:3128']) {
    expect((await call('PATCH', '/settings', { outboundProxy: other })).json.errors).toMatchObject([
      { field: 'outboundProxy', code: 'required' },
    ])
  }
  expect(farm.farm.settings.outboundProxy()).toBe(`${url}/`)
})

/** A hosted API that tells all that it is sent, whatever it answers. */
function unfriendlyApi(mode: () => string) {
  let count = 0
  let asked = 0
  return ({ method, url, headers, body }: SeenRequest, response: ServerResponse): void => {
    const told = `${headers.authorization} ${body}`
    const send = (status: number, json: object) =>
      response.writeHead(status, { 'content-type': 'application/json', etag: `"${count}"` }).end(JSON.stringify(json))
    if (headers.authorization !== `Bearer ${PLANTED.hostedKey.text}`) return void send(401, { detail: told })
    if (method === 'GET' && /^\/(bindings|templates)\?/.test(url)) {
      const pagination = { page: 1, limit: 100, total: 1, totalPages: 1, hasNext: false, hasPrev: false }
      const template = { uid: 't1', name: told, html: told, width: 9, height: 9, description: told, heard: told }
      if (mode() === 'list') return void send(500, { detail: told })
      return void send(200, {
        bindings: [],
        templates: [template],
        pagination: { ...pagination, total: url.startsWith('/t') ? 1 : 0 },
      })
    }
    const kind = url.startsWith('/t') ? 'template' : 'binding'
    const uid = url.split('/')[2]
    if (method === 'GET')
      return void send(200, { [kind]: { uid, name: told, html: told, width: 9, height: 9, heard: told } })
    const isRefused = kind === 'binding' && ++asked % 2 === 0
    if (isRefused) return void send(422, { detail: told, errors: [{ field: 'x', message: told }] })
    if (mode() === 'break') return void send(500, { error: told, code: 'X', retriable: true })
    send(201, { [kind]: { ...JSON.parse(body || '{}'), uid: `${kind}${++count}`, heard: told } })
  }
}

test('a hosted API that tells all that it was sent is told nothing for long', async () => {
  let mode = 'take'
  const api = await startServer(unfriendlyApi(() => mode))
  const account = { baseUrl: api.url, pushPrivate: true }
  expect((await call('PUT', '/sync/account', { ...account, apiKey: PLANTED.wrongHostedKey.text })).status).toBe(400)
  expect((await call('PUT', '/sync/account', { ...account, apiKey: [PLANTED.wrongHostedKey.text] })).status).toBe(400)
  expect((await call('PUT', '/sync/account', { ...account, apiKey: `${PLANTED.wrongHostedKey.text} x` })).status).toBe(
    400,
  )
  expect((await call('PUT', '/sync/account', { ...account, apiKey: PLANTED.hostedKey.text })).status).toBe(200)
  mode = 'list'
  expect((await call('POST', '/sync/plan')).status).toBeGreaterThanOrEqual(400)
  for (const sourceOf of SOURCES) await tryOut(sourceOf(`${source.url}/ok`))
  const { bindings } = (await farm.call('GET', '/bindings?limit=100')).json
  const sendCredentials = bindings.map(({ uid }: { uid: string }) => uid)
  for (mode of ['take', 'break']) {
    const { json } = await call('POST', '/sync/plan')
    const asked = { planId: json.plan?.id ?? 'none', sendCredentials, confirmDeletes: true }
    await call('POST', '/sync/apply?wait=true', asked)
    await call('GET', '/sync')
    await call('GET', '/bindings?limit=100')
    await farm.template('<p>{{title}}</p>')
  }
  await call('GET', '/sync')
  // They did go there, or there would have been nothing to tell.
  const heard = JSON.stringify(api.seen)
  for (const { text } of [PLANTED.hostedKey, PLANTED.wrongHostedKey, PLANTED.bearer, PLANTED.cookie])
    expect(heard.includes(text), text).toBe(true)
  await call('POST', '/sync/undo')
  await api.stop()
})

test('signing secrets are shown in the answer that makes them, and go out in no delivery', async () => {
  const targetUrl = `${elsewhere.url}/401?token=${IN_THE_OPEN.targetQuery.text}`
  for (const event of ['binding.updated', 'binding.failed']) {
    const { json } = await farm.call(
      'POST',
      '/webhook-subscriptions',
      { event, targetUrl },
      { 'idempotency-key': `sub-${event}` },
    )
    made.push(json.subscription.secret)
  }
  const { json } = await farm.call('POST', '/bindings', bindingOf({ url: `${source.url}/500` }))
  const { uid } = json.binding
  made.push(
    (await farm.call('POST', `/bindings/${uid}/webhook-secret`, undefined, { 'idempotency-key': 'sign' })).json.secret,
  )
  made.push((await farm.call('POST', `/bindings/${uid}/webhook-secret`)).json.secret)
  await call('POST', `/bindings/${uid}/refresh?wait=true`)
  await until(() => elsewhere.seen.some(({ url }) => url.startsWith('/401')))
  for (const secret of made) expect(JSON.stringify(elsewhere.seen)).not.toContain(secret)
})

test('none is found: not in the data folder, its backups, the logs, the pictures, the events or any answer', async () => {
  await askAll()
  await backUpDatabase(dataDir, join(dataDir, 'backups', 'planted.db'))
  const running = secretSearch(MARK).findInFolder(dataDir)
  const logged = Buffer.from(farm.logged())
  expect(logged.length).toBeGreaterThan(1000)

  const leaks: string[] = []
  const planted = Object.values<Planted>({ ...PLANTED, ...IN_THE_OPEN })
  const look = (place: Place, what: string, bytes: Buffer) => {
    const hidden = planted.filter(({ may }) => !may.includes(place)).map(({ text }) => text)
    for (const how of secretSearch(...hidden).findIn(bytes)) leaks.push(`In ${what}: ${how}`)
    for (const secret of [...made, farm.farm.keys.sessionToken, TEST_KEY]) {
      if (bytes.includes(secret)) leaks.push(`${secret} in ${what}`)
    }
  }
  look('logs', 'the logs', logged)
  for (const { what, bytes } of answered.filter(({ bytes }) => secretSearch(MARK).findIn(bytes).length > 0))
    look('answers', what, bytes)
  for (const { what, bytes } of answered)
    for (const secret of made) if (bytes.includes(secret)) leaks.push(`${secret} in ${what}`)
  // The mark is in the data folder, where it may be: the search finds what is there.
  expect(running.join()).toContain('bindery.db')
  const hidden = Object.values(PLANTED)
  for (const { may } of hidden) expect(may).toEqual([])
  const secrets = [...hidden.map(({ text }) => text), ...made, farm.farm.keys.sessionToken, TEST_KEY]
  leaks.push(...secretSearch(...secrets).findInFolder(dataDir))
  expect([...new Set(leaks)]).toEqual([])
}, 120_000)
