import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStore, type Store } from '../../../src/main/db/store.ts'
import { openNamedServer } from '../../../src/main/network/named-server.ts'
import { openSecrets, type Secrets } from '../../../src/main/secrets/secrets.ts'
import type { Accounts } from '../../../src/main/sync/accounts.ts'
import { HostedFault } from '../../../src/main/sync/hosted.ts'
import { openAccounts } from '../../../src/main/sync/open-accounts.ts'
import { Problem } from '../../../src/shared/errors.ts'
import { HOSTED_URL, type SyncAccountInput } from '../../../src/shared/sync.ts'
import { hostedParts } from '../../helpers/hosted-client.ts'
import { type HostedServer, type HostedServerOptions, startHostedServer } from '../../helpers/hosted-server.ts'
import { closedPort, sendJson, startServer } from '../../helpers/http-server.ts'
import { limitOnSilence } from '../../helpers/limit-on-silence.ts'
import { secretSearch } from '../../helpers/secret-search.ts'

const signal = () => AbortSignal.timeout(20_000)
const stops: (() => unknown)[] = []
let dataDir: string
let secrets: Secrets
let store: Store
let ownPort: number
beforeEach(async () => {
  ownPort = 0
  dataDir = mkdtempSync(join(tmpdir(), 'bindery-test-'))
  secrets = openSecrets(dataDir, null)
  store = await openStore(dataDir)
})
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
  await store.close()
  rmSync(dataDir, { recursive: true, force: true })
})

/** The account as a farm that starts now finds it. */
async function open(api?: HostedServer): Promise<Accounts> {
  const { dispatcher, stop } = openNamedServer({ ownPorts: () => [ownPort] })
  stops.push(stop)
  const {
    base: _base,
    key: _key,
    ...parts
  } = hostedParts({ url: HOSTED_URL, key: '' }, { startLimit: limitOnSilence(api) }).parts
  return openAccounts({ ...parts, dispatcher, repository: store.settings, secrets })
}

async function server(options?: HostedServerOptions): Promise<HostedServer> {
  const api = await startHostedServer(options)
  stops.push(() => api.stop())
  return api
}

const inputOf = ({ url, key }: { url: string; key: string }): SyncAccountInput => ({
  baseUrl: url,
  apiKey: key,
  pushPrivate: false,
})

async function problemOf(
  work: Promise<unknown>,
): Promise<{ slug: string; field?: string; code?: string; text: string }> {
  const error = await work.catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(Problem)
  const { slug, options, message } = error as Problem
  const [fault] = options.fields ?? []
  expect(message).not.toContain('\n')
  return { slug, ...(fault && { field: fault.field, code: fault.code }), text: message }
}

test('an account is checked by one call, kept with its key sealed, and there at the next start', async () => {
  const api = await server()
  const accounts = await open()
  expect(accounts.current()).toBeNull()
  expect(() => accounts.connect()).toThrow('Connect an account first')
  const account = { baseUrl: api.url, keySet: true, pushPrivate: true }
  expect(await accounts.set({ ...inputOf(api), pushPrivate: true }, signal())).toEqual(account)
  expect(api.seen.map(({ method, url }) => `${method} ${url}`)).toEqual(['GET /bindings?limit=1'])
  const again = await open()
  for (const { current, connect } of [accounts, again]) {
    expect(current()).toEqual(account)
    expect(await connect().list('template', signal())).toEqual([])
  }
  expect(secretSearch(api.key).findInFolder(dataDir)).toEqual([])
  await again.forget()
  expect(again.current()).toBeNull()
  expect((await open()).current()).toBeNull()
  expect(JSON.stringify(await store.settings.all())).not.toContain(api.url)
})

test('the API is found under /v1, and is one account however its URL is written', async () => {
  const api = await server({ prefix: '/v1' })
  const accounts = await open()
  for (const baseUrl of [api.url, `${api.url}/`, `${api.url}/v1`, `${api.url}/v1/`]) {
    expect((await accounts.set({ ...inputOf(api), baseUrl }, signal())).baseUrl).toBe(api.url)
    expect(await accounts.connect().list('binding', signal())).toEqual([])
  }
  expect(await (await open()).connect().list('binding', signal())).toEqual([])
})

test('blanks and “Bearer” that came along with a key are taken off; what no key has is told', async () => {
  const api = await server()
  const accounts = await open()
  await accounts.set({ ...inputOf(api), apiKey: ` Bearer ${api.key}\n` }, signal())
  for (const apiKey of [' ', 'two words', 'clé', 'a\r\nX-Evil: 1']) {
    const problem = await problemOf(accounts.set({ ...inputOf(api), apiKey }, signal()))
    expect(problem).toMatchObject({ slug: 'validation-error', field: 'apiKey', code: 'invalid_format' })
  }
  expect(api.calls).toHaveLength(1)
})

test('what will not do changes nothing, and says in one line what it is', async () => {
  const api = await server()
  const under = await server({ prefix: '/v1', key: 'another-key' })
  const other = await startServer(sendJson({ hello: 'world' }))
  const page = await startServer(
    (_request, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'),
  )
  stops.push(
    () => other.stop(),
    () => page.stop(),
  )
  const accounts = await open()
  const account = await accounts.set(inputOf(api), signal())
  const cases: [Partial<SyncAccountInput>, object][] = [
    [{ apiKey: 'wrong' }, { slug: 'validation-error', field: 'apiKey', text: /answered 401: .*Copy the key again/ }],
    [{ baseUrl: under.url }, { slug: 'validation-error', field: 'apiKey', text: /answered 401/ }],
    [{ baseUrl: other.url }, { slug: 'validation-error', field: 'baseUrl', text: /did not answer with a list/ }],
    [{ baseUrl: page.url }, { slug: 'validation-error', field: 'baseUrl', text: /a web page.*Check the URL/ }],
    [
      { baseUrl: `http://127.0.0.1:${await closedPort()}` },
      { slug: 'url-fetch-failed', text: /refused the connection/ },
    ],
    [{ baseUrl: 'http://93.184.216.34' }, { slug: 'validation-error', field: 'baseUrl', text: /use https/ }],
    [{ baseUrl: 'http://api.nowhere.invalid' }, { slug: 'validation-error', field: 'baseUrl', text: /use https/ }],
    [{ baseUrl: 'https://api.nowhere.invalid' }, { slug: 'url-fetch-failed', text: /not found/ }],
    [{ baseUrl: 'http://nowhere.lan' }, { slug: 'url-fetch-failed', text: /not found/ }],
    [{ baseUrl: 'http://169.254.169.254' }, { slug: 'validation-error', field: 'baseUrl', text: /metadata/ }],
    [
      { baseUrl: other.url, apiKey: undefined },
      { slug: 'validation-error', field: 'apiKey', code: 'required' },
    ],
  ]
  for (const [change, expected] of cases) {
    const { text, ...rest } = expected as { text?: RegExp }
    const problem = await problemOf(accounts.set({ ...inputOf(api), ...change }, signal()))
    expect(problem, JSON.stringify(change)).toMatchObject(rest)
    if (text) expect(problem.text).toMatch(text)
    expect(problem.text).not.toContain(api.key)
  }
  expect(accounts.current()).toEqual(account)
  ownPort = Number(new URL(api.url).port)
  expect((await problemOf((await open()).set(inputOf(api), signal()))).text).toContain('this farm itself')
})

test.each([
  ['401', 'validation-error', 'apiKey'],
  ['403', 'validation-error', 'apiKey'],
  ['404', 'validation-error', 'baseUrl'],
  ['429', 'url-fetch-failed', undefined],
  ['500', 'url-fetch-failed', undefined],
  ['502', 'url-fetch-failed', undefined],
  ['timeout before', 'url-fetch-failed', undefined],
  ['dropped before', 'url-fetch-failed', undefined],
  ['truncated JSON', 'validation-error', 'baseUrl'],
  ['HTML page with 200', 'validation-error', 'baseUrl'],
] as const)('a check that meets %s is told at once', async (fault, slug, field) => {
  const api = await server()
  const accounts = await open(api)
  api.fail('all', fault)
  const problem = await problemOf(accounts.set(inputOf(api), signal()))
  expect({ slug: problem.slug, field: problem.field }).toEqual({ slug, field })
  // Under /v1 there is nothing to be asked.
  expect(api.calls).toHaveLength(1)
  expect(accounts.current()).toBeNull()
})

test('a key that is left out is the one that is kept for that origin', async () => {
  const api = await server()
  const accounts = await open()
  await accounts.set(inputOf(api), signal())
  const kept: SyncAccountInput = { baseUrl: api.url, pushPrivate: true }
  expect(await accounts.set(kept, signal())).toMatchObject({ keySet: true, pushPrivate: true })
  expect(api.calls).toHaveLength(2)
  api.changeKey('another')
  expect(await problemOf(accounts.set({ ...kept, pushPrivate: false }, signal()))).toMatchObject({ field: 'apiKey' })
  expect(accounts.current()).toMatchObject({ pushPrivate: true })
  const fault = await accounts
    .connect()
    .list('binding', signal())
    .catch((error: unknown) => error)
  expect(fault).toBeInstanceOf(HostedFault)
  expect(fault).toMatchObject({ kind: 'key_rejected' })
})

test('offline, a setting of the account that is known can still be changed', async () => {
  const api = await server()
  const accounts = await open()
  await accounts.set(inputOf(api), signal())
  await api.stop()
  stops.pop()
  expect(await accounts.set({ baseUrl: api.url, pushPrivate: true }, signal())).toMatchObject({ pushPrivate: true })
  expect(await problemOf(accounts.set({ ...inputOf(api), apiKey: 'new' }, signal()))).toMatchObject({
    slug: 'url-fetch-failed',
  })
})

test('a key that is sealed with a master key that is not here is not set, and is not lost', async () => {
  const api = await server()
  await (await open()).set(inputOf(api), signal())
  const right = secrets
  const elsewhere = mkdtempSync(join(tmpdir(), 'bindery-test-'))
  stops.push(() => rmSync(elsewhere, { recursive: true, force: true }))
  secrets = openSecrets(elsewhere, null)
  const accounts = await open()
  expect(accounts.current()).toEqual({ baseUrl: api.url, keySet: false, pushPrivate: false })
  expect(() => accounts.connect()).toThrow('give it again')
  expect(await problemOf(accounts.set({ baseUrl: api.url, pushPrivate: true }, signal()))).toMatchObject({
    field: 'apiKey',
    code: 'required',
  })
  secrets = right
  expect(await (await open()).connect().list('binding', signal())).toEqual([])
})
