import { networkInterfaces } from 'node:os'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { problemOf } from '../../helpers/contract.ts'
import { startTestFarm, TEST_KEY, type TestFarm } from '../../helpers/farm.ts'
import { rawRequest } from '../../helpers/raw-http.ts'

let farm: TestFarm
let clock = Date.parse('2026-05-01T12:00:00Z')
const authorization = `Authorization: Bearer ${TEST_KEY}`
const port = () => new URL(farm.farm.url).port
const ask = (...lines: string[]) => rawRequest(farm.farm.url, [...lines, 'Connection: close'])

beforeAll(async () => {
  farm = await startTestFarm({
    now: () => clock,
    options: { publicUrl: new URL('https://Images.Example.org/farm'), serverNames: ['Farm.local'] },
  })
})
afterAll(() => farm.stop())

describe('Host', () => {
  const good = ['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]', 'images.example.org', 'farm.local']
  test.each([...good, ...good.map((name) => `${name}:1`), ...good.map((name) => `${name}:65535`)])(
    '%s is served',
    async (host) => {
      const { status } = await ask('GET /status HTTP/1.1', `Host: ${host}`)
      expect(status).toBe(200)
    },
  )

  test.each([
    'evil.example',
    'localhost.evil.example',
    'evil.localhost',
    '127.0.0.2',
    '127.0.0.1.nip.io',
    '0.0.0.0',
    '[::]',
    '::1',
    '2130706433',
    '',
    ':4747',
    'localhost:',
    'localhost:port',
    'localhost:123456',
    'localhost:99999',
    'localhost,evil.example',
    'user@localhost',
    'http://localhost',
    'localhost/',
    'local host',
    'localhost:80:80',
    '[::1',
  ])('%j is misdirected', async (host) => {
    const answer = await ask('GET /status HTTP/1.1', `Host: ${host}`)
    expect([answer.status, answer.json.code]).toEqual([421, 'MISDIRECTED_REQUEST'])
    expect(answer.headers['content-type']).toBe('application/problem+json')
  })

  test.each([
    ['absent', []],
    ['doubled, both good', ['Host: localhost', 'Host: localhost']],
    ['doubled, one bad', ['Host: localhost', 'Host: evil.example']],
  ])('%s is misdirected', async (_, lines) => {
    expect((await ask('GET /status HTTP/1.1', ...lines)).status).toBe(421)
  })

  test('a target in absolute form is misdirected, whatever the Host says', async () => {
    expect((await ask('GET http://evil.example/status HTTP/1.1', 'Host: localhost')).status).toBe(421)
    expect((await ask('GET http://localhost/status HTTP/1.1', 'Host: localhost')).status).toBe(421)
  })

  test.each(['/bindings', '/b/bind_x.png', '/app/', '/docs', '/nothing', '/b/%E0%A4%A'])(
    'is judged before anything else is said of %s',
    async (path) => {
      expect((await ask(`GET ${path} HTTP/1.1`, 'Host: evil.example', authorization)).status).toBe(421)
    },
  )

  test('a webhook call from another host is misdirected too', async () => {
    const answer = await ask('POST /webhooks/x HTTP/1.1', 'Host: evil.example', 'Content-Length: 0')
    expect(answer.status).toBe(421)
  })

  test('bytes that are no request get an answer of the same shape', async () => {
    const answer = await rawRequest(farm.farm.url, ['this is not HTTP'])
    expect(answer).toMatchObject({ status: 400, json: { code: 'VALIDATION_ERROR', status: 400, retriable: false } })
    const large = await ask('GET /status HTTP/1.1', 'Host: localhost', `X-Large: ${'x'.repeat(100_000)}`)
    expect(large).toMatchObject({ status: 413, json: { code: 'PAYLOAD_TOO_LARGE' } })
  })

  test('own addresses are served only where more than loopback is listened on', async () => {
    const own = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .find(({ internal, family }) => !internal && family === 'IPv4')?.address
    if (own) expect((await ask('GET /status HTTP/1.1', `Host: ${own}`)).status).toBe(421)
    const wide = await startTestFarm({ options: { host: '0.0.0.0' } })
    try {
      const askWide = (host: string) =>
        rawRequest(wide.farm.url, ['GET /status HTTP/1.1', `Host: ${host}`, 'Connection: close'])
      expect(wide.farm.url).toMatch(/^http:\/\/127\.0\.0\.1:/)
      if (own) expect((await askWide(own)).status).toBe(200)
      expect((await askWide('203.0.113.9')).status).toBe(421)
    } finally {
      await wide.stop()
    }
  })

  test('another loopback address that is listened on is served, at the address that is announced', async () => {
    const other = await startTestFarm({ options: { host: '127.0.0.2' } })
    try {
      expect(other.farm.url).toMatch(/^http:\/\/127\.0\.0\.2:/)
      expect((await other.raw('GET', '/status')).status).toBe(200)
    } finally {
      await other.stop()
    }
  })
})

describe('Origin', () => {
  const own = () => `http://127.0.0.1:${port()}`
  const read = (headers: Record<string, string>, path = '/bindings') =>
    farm.raw('GET', path, { headers: { authorization: `Bearer ${TEST_KEY}`, ...headers } })

  test('the own one, and that of the public URL, may ask', async () => {
    expect((await read({ origin: own() })).status).toBe(200)
    expect((await read({ origin: 'https://images.example.org' })).status).toBe(200)
    expect((await read({ origin: own(), 'sec-fetch-site': 'same-origin' })).status).toBe(200)
    expect((await read({ 'sec-fetch-site': 'none' })).status).toBe(200)
  })

  test.each([
    'null',
    'http://evil.example',
    'http://127.0.0.1',
    'http://127.0.0.1:1',
    'https://127.0.0.1',
    'http://localhost:3000',
    'file://',
    'chrome-extension://abc',
    '',
  ])('%j may not, though it has the key', async (origin) => {
    problemOf(await read({ origin }), 403, 'forbidden-origin')
    const headers = { authorization: `Bearer ${TEST_KEY}`, origin, 'content-type': 'application/json' }
    problemOf(await farm.raw('POST', '/templates', { headers, body: '{}' }), 403, 'forbidden-origin')
  })

  test('localhost is another origin than 127.0.0.1', async () => {
    problemOf(await read({ origin: `http://localhost:${port()}` }), 403, 'forbidden-origin')
  })

  test('two origins are none of ours', async () => {
    const lines = [`Host: 127.0.0.1:${port()}`, authorization, `Origin: ${own()}`, `Origin: ${own()}`]
    expect((await ask('GET /bindings HTTP/1.1', ...lines)).status).toBe(403)
  })

  test.each(['same-site', 'cross-site'])('Sec-Fetch-Site: %s is refused though no Origin is sent', async (site) => {
    problemOf(await read({ 'sec-fetch-site': site }), 403, 'forbidden-origin')
  })

  test('it is refused before the key is looked at, for events and webhooks too', async () => {
    const headers = { origin: 'http://evil.example' }
    problemOf(await farm.raw('GET', '/bindings', { headers }), 403, 'forbidden-origin')
    problemOf(await farm.raw('GET', '/events', { headers }), 403, 'forbidden-origin')
    problemOf(await farm.raw('POST', '/webhooks/x', { headers, body: '' }), 403, 'forbidden-origin')
    problemOf(await farm.raw('OPTIONS', '/bindings', { headers }), 403, 'forbidden-origin')
  })

  test('what is public may be read from anywhere, with no CORS header', async () => {
    const headers = { origin: 'http://evil.example', 'sec-fetch-site': 'cross-site' }
    for (const path of ['/status', '/healthz', '/app/', '/docs', '/openapi.json']) {
      const { status, headers: answered } = await farm.raw('GET', path, { headers })
      expect([path, status]).toEqual([path, 200])
      expect([...answered.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
    }
    expect((await farm.raw('GET', '/b/bind_x.png', { headers })).status).toBe(404)
  })
})

describe('key', () => {
  test.each(['/bindings', '/templates', '/settings', '/export', '/metrics', '/nothing'])(
    'no cache keeps what %s answers to those who have one',
    async (path) => {
      expect((await farm.call('GET', path)).headers.get('cache-control')).toBe('no-store')
    },
  )

  test.each([
    ['GET', '/bindings'],
    ['GET', '/bindings/bind_x'],
    ['POST', '/bindings'],
    ['PUT', '/bindings/x'],
    ['DELETE', '/bindings/x'],
    ['POST', '/bindings/test'],
    ['GET', '/bindings/x/runs'],
    ['POST', '/bindings/x/webhook-url'],
    ['POST', '/bindings/x/webhook-secret'],
    ['GET', '/templates'],
    ['POST', '/templates/preview'],
    ['GET', '/settings'],
    ['PATCH', '/settings'],
    ['GET', '/events'],
    ['GET', '/metrics'],
    ['GET', '/v1/bindings'],
    ['GET', '/nothing'],
    ['PATCH', '/bindings'],
    ['GET', `/bindings?api_key=${TEST_KEY}`],
    ['GET', `/bindings?token=${TEST_KEY}&key=${TEST_KEY}&access_token=${TEST_KEY}`],
  ])('%s %s wants one', async (method, path) => {
    const answer = await farm.raw(method, path)
    problemOf(answer, 401, 'missing-authorization')
    expect(answer.headers.get('www-authenticate')).toBe('Bearer')
  })

  test.each([
    ['GET', '/b/bind_x.png', 404],
    ['GET', '/v1/b/bind_x.png', 404],
    ['GET', '/renders/img_x.png', 404],
    ['POST', '/webhooks/x', 404],
    ['GET', '/healthz', 200],
    ['GET', '/status', 200],
    ['GET', '/app/', 200],
    ['GET', '/docs', 200],
    ['GET', '/openapi.json', 200],
  ])('%s %s wants none', async (method, path, status) => {
    expect((await farm.raw(method, path)).status).toBe(status)
  })

  test.each([
    'Bearer wrong',
    'Bearer ',
    `Basic ${Buffer.from(`x:${TEST_KEY}`).toString('base64')}`,
    TEST_KEY,
    `Bearer ${TEST_KEY}x`,
    `Bearer ${TEST_KEY.slice(0, -1)}`,
    `Bearer x ${TEST_KEY}`,
    `Bearer ${TEST_KEY.toUpperCase()}`,
  ])('%j is not valid', async (value) => {
    problemOf(await farm.raw('GET', '/bindings', { headers: { authorization: value } }), 401, 'invalid-api-key')
  })

  test("the key, and this launch's token, are good", async () => {
    for (const bearer of [TEST_KEY, farm.farm.keys.sessionToken]) {
      const headers = { authorization: `bearer ${bearer}` }
      expect((await farm.raw('GET', '/bindings', { headers })).status).toBe(200)
    }
  })

  test('neither key nor token is logged', async () => {
    await farm.call('GET', `/bindings?note=${TEST_KEY}`)
    expect(farm.logged()).not.toContain(TEST_KEY)
    expect(farm.logged()).not.toContain(farm.farm.keys.sessionToken)
  })

  test('many wrong ones are told to wait; the right one never is', async () => {
    clock += 120_000
    const headers = { authorization: 'Bearer guess' }
    const statuses: number[] = []
    for (let i = 0; i < 1001; i++) statuses.push((await farm.raw('GET', '/bindings', { headers })).status)
    expect(new Set(statuses.slice(0, 1000))).toEqual(new Set([401]))
    const answer = await farm.raw('GET', '/bindings', { headers })
    expect(problemOf(answer, 429, 'rate-limit-exceeded').retriable).toBe(true)
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(60)
    expect((await farm.call('GET', '/bindings')).status).toBe(200)
    clock += 61_000
    problemOf(await farm.raw('GET', '/bindings', { headers }), 401, 'invalid-api-key')
  })
})
