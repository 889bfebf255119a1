import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type OpenApi, type Operation, problemOf, readContract } from '../../helpers/contract.ts'
import { startTestFarm, type TestFarm } from '../../helpers/farm.ts'
import { rawRequest } from '../../helpers/raw-http.ts'

/** Every route of contract sections 1 to 10. */
const ROUTES = `
  get /b/{uid}.{extension}
  get /renders/{id}.{extension}
  post /webhooks/{token}
  get /healthz
  get /status
  get /settings
  patch /settings
  get /events
  get /metrics
  get /bindings
  post /bindings
  post /bindings/test
  get /bindings/{uid}
  put /bindings/{uid}
  delete /bindings/{uid}
  post /bindings/{uid}/restore
  post /bindings/{uid}/refresh
  post /bindings/{uid}/pause
  post /bindings/{uid}/resume
  post /bindings/{uid}/test
  post /bindings/{uid}/webhook-url
  post /bindings/{uid}/webhook-secret
  get /bindings/{uid}/runs
  get /bindings/{uid}/runs/{runId}
  post /bindings/{uid}/runs/{runId}/test
  get /bindings/{uid}/images
  get /bindings/{uid}/thumbnail
  get /templates/{uid}/thumbnail
  get /bindings/{uid}/data
  get /bindings/{uid}/webhook-calls
  post /bindings/{uid}/webhook-calls/{id}/replay
  post /templates/check
  get /templates/{uid}/bindings
  get /templates/{uid}/versions
  get /templates/{uid}/versions/{version}
  post /templates/{uid}/versions/{version}/restore
  get /export
  post /import
  get /chromium
  post /chromium/install
  delete /chromium/install
  get /diagnostics
  get /storage
  get /server
  get /backups
  post /backups
  post /backups/{name}/restore
  delete /backups/restore
  get /runs
  get /runs/stats
  get /templates
  post /templates
  post /templates/preview
  get /templates/{uid}
  put /templates/{uid}
  delete /templates/{uid}
  get /templates/{uid}/variables
  post /templates/{uid}/render
  get /webhook-subscriptions
  post /webhook-subscriptions
  get /webhook-subscriptions/{uid}
  put /webhook-subscriptions/{uid}
  delete /webhook-subscriptions/{uid}
  post /webhook-subscriptions/{uid}/pause
  post /webhook-subscriptions/{uid}/resume
  post /webhook-subscriptions/{uid}/test
  get /webhook-subscriptions/{uid}/deliveries
  post /webhook-subscriptions/{uid}/deliveries/{id}/redeliver`
  .trim()
  .split('\n')
  .map((line) => line.trim())
  .sort()

let farm: TestFarm
let document: OpenApi
beforeAll(async () => {
  farm = await startTestFarm()
  document = (await readContract(farm)).document
})
afterAll(() => farm.stop())

const operations = (): [string, string, Operation][] =>
  Object.entries(document.paths).flatMap(([path, byMethod]) =>
    Object.entries(byMethod).map(([method, operation]): [string, string, Operation] => [method, path, operation]),
  )

describe('/openapi.json', () => {
  test('holds every route, each with a summary', () => {
    const found = operations().filter(([method]) => method !== 'head')
    const documented = new Set(found.map(([method, path]) => `${method} ${path}`))
    expect(ROUTES.filter((route) => !documented.has(route))).toEqual([])
    for (const [method, path, operation] of found) expect([method, path, operation]).toHaveProperty('2.summary')
  })

  test('gives every operation a name of its own, by which clients that are made from it call it', () => {
    const names = operations().map(([, , { operationId = '' }]) => operationId)
    expect(names.filter((name) => !/^[a-z]+([A-Z][a-z]+)*$/.test(name))).toEqual([])
    expect(new Set(names).size).toBe(names.length)
    expect(document.paths['/bindings/{uid}/pause']?.post?.operationId).toBe('pauseBinding')
  })

  test('says of every group of operations what it is for', () => {
    const used = new Set(operations().flatMap(([, , { tags = [] }]) => tags))
    expect(document.tags.map(({ name }) => name).sort()).toEqual([...used].sort())
    for (const tag of document.tags) expect(tag).toHaveProperty('description')
  })

  test('says of every answer what it is', () => {
    const said = operations().flatMap(([, , { responses }]) =>
      Object.values(responses).map(({ description }) => description),
    )
    expect([...new Set(said)].sort()).not.toContain('Default Response')
    expect(document.paths['/bindings']?.post?.responses[201]?.description).toBe('Created')
  })

  test('is OpenAPI 3.1: paths, parameters and references fit together', () => {
    expect(document.openapi).toMatch(/^3\.1\./)
    for (const [method, path, { parameters = [], responses }] of operations()) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      const declared = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)
      expect([method, path, declared.sort()]).toEqual([method, path, inPath.sort()])
      expect(Object.keys(responses).length).toBeGreaterThan(0)
    }
    const text = JSON.stringify(document)
    for (const [, name = ''] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      expect(Object.keys(document.components.schemas)).toContain(name)
    }
    expect(text).not.toContain('PLACEHOLDER')
  })

  test('every schema can be read as JSON Schema', () => {
    for (const [name, schema] of Object.entries(document.components.schemas)) {
      expect(schema, name).toMatchObject({})
    }
    const text = JSON.stringify({ $defs: document.components.schemas, type: 'object' })
    expect(() => z.fromJSONSchema(JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/')))).not.toThrow()
  })

  test('says what wants a key and what does not, as the farm does it', async () => {
    for (const [method, path, { security }] of operations()) {
      if (method === 'head') continue
      const asked = path.replace(/\{extension\}/, 'png').replace(/\{\w+\}/g, 'x')
      const { status } = await farm.raw(method.toUpperCase(), asked)
      expect([method, path, status === 401]).toEqual([method, path, security === undefined])
    }
  })

  test('names problems as what every operation may answer', () => {
    for (const [method, path, { responses }] of operations()) {
      if (!JSON.stringify(responses).includes('application/json') || path === '/healthz') continue
      expect([method, path, responses.default?.content]).toEqual([
        method,
        path,
        { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      ])
    }
  })

  test('names the headers that are read', () => {
    const named = operations().map(([method, path, { parameters = [] }]) => {
      const headers = parameters.filter((parameter) => parameter.in === 'header').map(({ name }) => name)
      return [method, path, headers] as const
    })
    for (const [method, path, headers] of named) {
      expect([method, path, headers.includes('Idempotency-Key')]).toEqual([method, path, method === 'post'])
    }
    const pictures = named.filter(([method, , headers]) => method === 'get' && headers.includes('If-None-Match'))
    expect(pictures.map(([, path]) => path)).toEqual([
      '/b/{uid}.{extension}',
      '/renders/{id}.{extension}',
      '/bindings/{uid}/thumbnail',
      '/templates/{uid}/thumbnail',
    ])
    const others = named.filter((each) => !pictures.includes(each))
    expect(others.filter(([, , headers]) => headers.some((name) => name !== 'Idempotency-Key'))).toEqual([
      ['put', '/bindings/{uid}', ['If-Match']],
      ['put', '/templates/{uid}', ['If-Match']],
      ['get', '/events', ['Last-Event-ID']],
      ['post', '/webhooks/{token}', ['Idempotency-Key', 'X-Webhook-Signature']],
    ])
  })

  test('says which requests may have no body, as the farm takes them', async () => {
    const optional = operations().filter(([, , { requestBody }]) => requestBody && requestBody.required === false)
    const found = optional.map(([method, path]) => `${method} ${path}`)
    expect(found).toContain('post /bindings/{uid}/test')
    expect(found).toContain('post /webhooks/{token}')
    expect(found).not.toContain('post /bindings')
    for (const [method, path, { requestBody }] of operations()) {
      // An account that is there already can be set with less.
      if (!requestBody || path === '/sync/account') continue
      const answer = await farm.call(method.toUpperCase(), path.replace(/\{\w+\}/g, 'x'))
      expect([method, path, answer.status === 400]).toEqual([method, path, requestBody.required])
    }
  })

  test('names every way in which a picture is answered', () => {
    const types = (path: string, status: number) =>
      Object.keys(document.paths[path]?.get?.responses[status]?.content ?? {}).sort()
    const pictures = ['application/pdf', 'image/jpeg', 'image/png', 'image/webp']
    for (const status of [200, 206]) {
      expect(types('/b/{uid}.{extension}', status)).toEqual(pictures)
      expect(types('/renders/{id}.{extension}', status)).toEqual(pictures)
      expect(types('/bindings/{uid}/thumbnail', status)).toEqual(['image/webp'])
      expect(types('/templates/{uid}/thumbnail', status)).toEqual(['image/webp'])
    }
    for (const status of [502, 503]) {
      expect(types('/b/{uid}.{extension}', status)).toEqual(['application/problem+json', 'image/png'])
    }
    expect(document.paths['/b/{uid}.{extension}']?.get?.responses).toHaveProperty('304')
    expect(types('/b/{uid}.{extension}', 304)).toEqual([])
  })

  test('names no host, path or key of this machine', () => {
    expect(JSON.stringify(document)).not.toContain(farm.dataDir)
    expect(JSON.stringify(document)).not.toMatch(/127\.0\.0\.1:\d+/)
  })
})

describe('/docs', () => {
  test('loads with all its assets, from the farm alone', async () => {
    const page = await farm.raw('GET', '/docs/')
    expect(page.status).toBe(200)
    const html = page.bytes.toString()
    const assets = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link = '']) => link)
    expect(assets.length).toBeGreaterThan(3)
    for (const link of assets) {
      const url = new URL(link, `${farm.farm.url}/docs/`)
      expect(url.origin).toBe(farm.farm.url)
      const { status, bytes } = await farm.raw('GET', url.pathname)
      expect([url.pathname, status, bytes.length > 0]).toEqual([url.pathname, 200, true])
    }
  })

  test('reads the document of the farm', async () => {
    expect((await farm.raw('GET', '/docs/json')).json).toEqual(document)
    expect((await farm.raw('GET', '/docs/nothing.js')).status).toBe(404)
  })
})

describe('/app/', () => {
  test('is a page that may load from its own farm alone, and be framed by none', async () => {
    const { status, headers } = await farm.raw('GET', '/app/')
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(headers.get('cache-control')).toBe('no-cache')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('x-frame-options')).toBe('DENY')
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("connect-src 'self'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/script-src[^;]*unsafe/)
  })

  test('its assets are there, with their types, and kept', async () => {
    const html = (await farm.raw('GET', '/app/')).bytes.toString()
    const assets = [...html.matchAll(/(?:src|href)="(\.\/assets\/[^"]+)"/g)].map(([, link = '']) => link)
    expect(assets.length).toBeGreaterThan(0)
    for (const link of assets) {
      const { status, headers } = await farm.raw('GET', new URL(link, `${farm.farm.url}/app/`).pathname)
      expect(status).toBe(200)
      expect(headers.get('content-type')).toMatch(/^(text\/(javascript|css); charset=utf-8|image\/svg\+xml)$/)
      expect(headers.get('cache-control')).toContain('immutable')
    }
  })

  test('/ and /app lead to it', async () => {
    for (const path of ['/', '/app', '/v1/app']) {
      const { status, headers } = await farm.raw('GET', path)
      expect([path, status, headers.get('location')]).toEqual([path, 302, '/app/'])
    }
  })

  test.each([
    '/app/nothing.js',
    '/app/..%2fmain%2fserve.js',
    '/app/%2e%2e%2f%2e%2e%2fpackage.json',
    '/app/..%5cmain%5cserve.js',
    '/app/%00',
    '/app/assets/',
    '/app//etc/passwd',
  ])('%s is not there', async (path) => {
    problemOf(await farm.raw('GET', path), 404, 'not-found')
  })

  test('nor does a path that no client would send lead out of it', async () => {
    for (const path of ['/app/../main/serve.js', '/app/%2e%2e/main/serve.js', '/app/assets/../../../../package.json']) {
      const lines = [`GET ${path} HTTP/1.1`, `Host: ${new URL(farm.farm.url).host}`, 'Connection: close']
      const { status, body } = await rawRequest(farm.farm.url, lines)
      expect([path, status]).toEqual([path, 404])
      expect(body).not.toContain('devDependencies')
    }
  })
})
