import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { until } from '../../helpers/clock.ts'
import { type Contract, problemOf, underContract } from '../../helpers/contract.ts'
import { startTestFarm, TEST_KEY, type TestFarm } from '../../helpers/farm.ts'
import { rawRequest } from '../../helpers/raw-http.ts'

let farm: TestFarm & { contract: Contract }
let templateId: string
let uid: string
beforeAll(async () => {
  farm = await underContract(await startTestFarm())
  templateId = await farm.template('<body>{{a}}</body>')
  const dataSource = { type: 'static', data: { a: 1 } }
  uid = String((await farm.binding({ templateId, dataSource, mapping: { a: 'a' } })).uid)
  // What is compared must not change meanwhile: the sample has been drawn too.
  type Refreshed = { lastRefreshAt: string | null }
  const isDrawn = ({ lastRefreshAt }: Refreshed) => lastRefreshAt !== null
  await until(async () => ((await farm.call('GET', '/bindings')).json.bindings as Refreshed[]).every(isDrawn))
})
afterAll(() => farm.stop())

describe('/v1', () => {
  test.each(['/bindings', '/templates?sort=name', '/settings', '/openapi.json', '/templates/tmpl_x', '/nothing'])(
    '%s answers as at the root',
    async (path) => {
      const [root, twin] = [await farm.call('GET', path), await farm.call('GET', `/v1${path}`)]
      expect(twin.status).toBe(root.status)
      const { instance: _, ...asked } = root.json
      const { instance: __, ...answered } = twin.json
      expect(answered).toEqual(asked)
    },
  )

  test('takes what changes things', async () => {
    const created = await farm.call('POST', '/v1/templates', { html: 'x' })
    const path = `/templates/${created.json.template.uid}`
    expect((await farm.call('PUT', `/v1${path}`, { name: 'Twin' })).json.template.name).toBe('Twin')
    expect((await farm.call('GET', path)).json.template.name).toBe('Twin')
    expect((await farm.call('DELETE', `/v1${path}`)).status).toBe(200)
  })

  test('serves pictures', async () => {
    expect((await farm.raw('GET', `/v1/b/${uid}.png`)).headers.get('content-type')).toBe('image/png')
  })

  test('is a whole step of the path, and once only', async () => {
    for (const path of ['/v1x/bindings', '/v2/bindings', '/v1/v1/bindings', '/v1bindings']) {
      problemOf(await farm.call('GET', path), 404, 'not-found')
    }
  })
})

describe('a method that a path has not', () => {
  test.each([
    ['DELETE', '/bindings', 'GET, HEAD, POST'],
    ['POST', '/bindings/bind_x', 'DELETE, GET, HEAD, PUT'],
    ['PATCH', '/bindings/test', 'DELETE, GET, HEAD, POST, PUT'],
    ['GET', '/bindings/bind_x/refresh', 'POST'],
    ['PUT', '/templates', 'GET, HEAD, POST'],
    ['GET', '/templates/tmpl_x/render', 'POST'],
    ['POST', '/status', 'GET, HEAD'],
    ['POST', '/healthz', 'GET, HEAD'],
    ['PUT', '/settings', 'GET, HEAD, PATCH'],
    ['GET', '/webhooks/x', 'POST'],
    ['POST', '/b/bind_x.png', 'GET, HEAD'],
    ['DELETE', '/renders/img_x.png', 'GET, HEAD'],
    ['HEAD', '/events', 'GET'],
    ['POST', '/openapi.json', 'GET, HEAD'],
    ['OPTIONS', '/bindings', 'GET, HEAD, POST'],
    ['DELETE', '/v1/bindings', 'GET, HEAD, POST'],
  ])('%s %s', async (method, path, allow) => {
    const answer = await farm.call(method, path)
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow])
    if (method !== 'HEAD') problemOf(answer, 405, 'method-not-allowed')
  })

  test.each(['PROPFIND', 'TRACE', 'QUERY', 'LOCK', 'PURGE'])('%s, which no path has', async (method) => {
    const lines = [`Host: ${new URL(farm.farm.url).host}`, `Authorization: Bearer ${TEST_KEY}`, 'Connection: close']
    const answer = await rawRequest(farm.farm.url, [`${method} /bindings HTTP/1.1`, ...lines])
    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD, POST'])
  })
})

test.each(['/nothing', '/bindings/x/nothing', '/Bindings', '//bindings', '/renders', '/b/', '/b/x', '/webhooks'])(
  '%s is not there',
  async (path) => {
    problemOf(await farm.call('GET', path), 404, 'not-found')
    problemOf(await farm.call('POST', path, 'whatever', { 'content-type': 'text/plain' }), 404, 'not-found')
  },
)

test('an empty name is that of nothing', async () => {
  problemOf(await farm.call('GET', '/bindings/'), 404, 'binding-not-found')
  problemOf(await farm.call('GET', '/templates/'), 404, 'template-not-found')
})

test.each(['/b/%E0%A4%A', '/templates/%'])('%s cannot be read', async (path) => {
  problemOf(await farm.call('GET', path), 400, 'validation-error')
})

test.each(['/bindings', '/templates', '/status', '/settings', '/openapi.json', '/app/'])(
  'HEAD %s has the head of GET and no body',
  async (path) => {
    const [get, head] = [await farm.call('GET', path), await farm.call('HEAD', path)]
    expect([head.status, head.bytes.length]).toEqual([get.status, 0])
    for (const name of ['content-type', 'cache-control', 'content-security-policy']) {
      expect(head.headers.get(name)).toBe(get.headers.get(name))
    }
    if (path !== '/status') expect(head.headers.get('content-length')).toBe(String(get.bytes.length))
  },
)

test('/status counts, and names nothing', async () => {
  const { json, headers } = await farm.raw('GET', '/status')
  expect(json).toEqual({
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    uptimeSeconds: expect.any(Number),
    bindings: { total: 2, active: 2, paused: 0, error: 0 },
    rendersToday: expect.any(Number),
    queueDepth: expect.any(Number),
    chromium: { state: 'ready', version: expect.stringMatching(/\d/) },
  })
  expect(Object.keys(json)).toEqual([
    'version',
    'startedAt',
    'uptimeSeconds',
    'bindings',
    'rendersToday',
    'queueDepth',
    'chromium',
  ])
  expect(headers.get('cache-control')).toBe('no-store')
  await farm.call('POST', `/bindings/${uid}/pause`)
  expect((await farm.raw('GET', '/status')).json.bindings).toEqual({ total: 2, active: 1, paused: 1, error: 0 })
  await farm.call('POST', `/bindings/${uid}/resume`)
})

test('/healthz is fine while the farm is, and fails when its browser does', async () => {
  const fine = await farm.raw('GET', '/healthz')
  const checks = {
    database: 'ok',
    disk: 'ok',
    chromium: 'ok',
    scheduler: 'ok',
    evaluator: 'ok',
    backups: 'ok',
  }
  expect([fine.status, fine.json]).toEqual([200, { status: 'ok', checks }])
  const { renderer } = farm.farm
  const { state } = renderer
  renderer.state = () => ({ ...state(), state: 'missing' })
  const failing = await farm.raw('GET', '/healthz')
  renderer.state = state
  expect([failing.status, failing.json]).toEqual([
    503,
    { status: 'failing', checks: { ...checks, chromium: 'failing' } },
  ])
})

test('a file that a folder has not is not there, though the folder takes the method', async () => {
  for (const path of ['/docs/static/nothing.js', '/docs/static/..;/x', '/app/nothing.js']) {
    problemOf(await farm.call('GET', path), 404, 'not-found')
  }
})

test('every answer says what a browser may do with it: but for pictures, nothing', async () => {
  const asked = [
    ...[
      '/bindings',
      '/status',
      '/healthz',
      '/nothing',
      '/app/',
      '/docs',
      '/docs/static/index.css',
      '/openapi.json',
      '/',
    ],
    ...['/b/bind_none.png', '/b/%E0%A4%A', '/app/nothing.js', '/templates/%'],
  ]
  for (const path of asked) {
    const { headers } = await farm.call('GET', path)
    expect([path, headers.get('x-content-type-options')]).toEqual([path, 'nosniff'])
    expect([path, headers.get('referrer-policy')]).toEqual([path, 'no-referrer'])
    expect([path, headers.get('cross-origin-resource-policy')]).toEqual([path, 'same-origin'])
    expect([path, headers.get('cross-origin-opener-policy')]).toEqual([path, 'same-origin'])
    expect([path, headers.get('x-frame-options')]).toEqual([path, 'DENY'])
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none';.*frame-ancestors 'none'$/)
  }
  const { headers } = await farm.raw('GET', `/b/${uid}.png`)
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin')
  expect([headers.get('x-frame-options'), headers.get('content-security-policy')]).toEqual([null, null])
})
