import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FIELD_CODES, PROBLEMS } from '../../../src/shared/errors.ts'
import { type Contract, problemOf, underContract } from '../../helpers/contract.ts'
import { type Answer, startTestFarm, type TestFarm } from '../../helpers/farm.ts'
import { closedPort, sendJson, startServer, type TestServer } from '../../helpers/http-server.ts'
import { rawRequest } from '../../helpers/raw-http.ts'

let farm: TestFarm & { contract: Contract }
let source: TestServer
let templateId: string

beforeAll(async () => {
  farm = await underContract(await startTestFarm())
  source = await startServer(sendJson({ title: 'x' }))
  templateId = await farm.template('<body>{{title}}</body>')
})
afterAll(async () => {
  await source.stop()
  await farm.stop()
})

const definition = (more: object = {}) => ({
  templateId,
  dataSource: { type: 'static', data: { title: 'x' } },
  mapping: { title: 'title' },
  ...more,
})

describe('every problem that the farm can answer so far', () => {
  const seen = new Set<string>()
  const expectProblem = (answer: Answer, status: number, slug: string, code?: string) => {
    seen.add(slug)
    return problemOf(answer, status, slug, code)
  }

  test('400 validation-error', async () => {
    expectProblem(await farm.call('POST', '/bindings', {}), 400, 'validation-error')
  })
  test('401 missing-authorization and invalid-api-key', async () => {
    expectProblem(await farm.raw('GET', '/bindings'), 401, 'missing-authorization')
    const headers = { authorization: 'Bearer wrong' }
    expectProblem(await farm.raw('GET', '/bindings', { headers }), 401, 'invalid-api-key')
  })
  test('403 forbidden-origin', async () => {
    const answer = await farm.call('GET', '/bindings', undefined, { origin: 'null' })
    expectProblem(answer, 403, 'forbidden-origin')
  })
  test('404 binding-not-found, template-not-found, not-found', async () => {
    expectProblem(await farm.call('GET', '/bindings/bind_x'), 404, 'binding-not-found')
    expectProblem(await farm.call('GET', '/templates/tmpl_x'), 404, 'template-not-found')
    expectProblem(await farm.call('GET', `/templates/${'x'.repeat(1000)}`), 404, 'template-not-found')
    expectProblem(await farm.call('GET', `/bindings/${'x'.repeat(5000)}`), 404, 'not-found')
    const missing = definition({ templateId: 'tmpl_x' })
    expectProblem(await farm.call('POST', '/bindings', missing), 404, 'template-not-found')
    expectProblem(await farm.call('GET', '/nothing'), 404, 'not-found')
  })
  test('405 method-not-allowed', async () => {
    expectProblem(await farm.call('DELETE', '/bindings'), 405, 'method-not-allowed')
  })
  test('409 conflict and template-in-use', async () => {
    const { uid } = await farm.binding(definition())
    await farm.call('POST', `/bindings/${uid}/pause`)
    expectProblem(await farm.call('POST', `/bindings/${uid}/refresh`), 409, 'conflict')
    expectProblem(await farm.call('DELETE', `/templates/${templateId}`), 409, 'template-in-use')
  })
  test('410 gone', async () => {
    const { uid, renderUrl } = await farm.binding(definition())
    await farm.call('DELETE', `/bindings/${uid}`)
    expectProblem(await farm.raw('GET', renderUrl), 410, 'gone')
  })
  test('412 precondition-failed', async () => {
    const answer = await farm.call('PUT', `/templates/${templateId}`, {}, { 'if-match': '"other"' })
    expectProblem(answer, 412, 'precondition-failed')
  })
  test('413 payload-too-large', async () => {
    const body = JSON.stringify({ html: 'x'.repeat(6_000_000) })
    expectProblem(await farm.call('POST', '/templates', body), 413, 'payload-too-large')
  })
  test('415 unsupported-media-type', async () => {
    const answer = await farm.call('POST', '/templates', 'html=x', {
      'content-type': 'application/x-www-form-urlencoded',
    })
    expectProblem(answer, 415, 'unsupported-media-type')
  })
  test('416 range-not-satisfiable', async () => {
    const { renderUrl } = await farm.binding(definition())
    const answer = await farm.raw('GET', renderUrl, { headers: { range: 'bytes=9999999-' } })
    expectProblem(answer, 416, 'range-not-satisfiable')
    expect(answer.headers.get('content-range')).toMatch(/^bytes \*\/\d+$/)
  })
  test('421 misdirected-request', async () => {
    const answer = await rawRequest(farm.farm.url, [
      'GET /bindings HTTP/1.1',
      'Host: evil.example',
      'Connection: close',
    ])
    expect([answer.status, answer.json.type]).toEqual([421, 'https://docs.pictify.io/errors/misdirected-request'])
    seen.add('misdirected-request')
  })
  test('422 expression-error', async () => {
    const answer = await farm.call('POST', '/templates', { html: '{{#if}}' })
    expectProblem(answer, 422, 'expression-error', 'HANDLEBARS_COMPILE_ERROR')
  })
  test('422 url-fetch-failed and blocked-url are what a run failed of', async () => {
    const run = async (url: string) => {
      const { uid } = await farm.binding(definition({ dataSource: { type: 'http', url } }))
      return (await farm.call('POST', `/bindings/${uid}/refresh?wait=true`)).json.run.error
    }
    expect(await run(`http://127.0.0.1:${await closedPort()}/`)).toMatchObject({
      code: 'URL_FETCH_FAILED',
      stage: 'connect',
      retriable: true,
    })
    expect(await run('http://10.1.2.3/')).toMatchObject({ code: 'BLOCKED_URL', retriable: false })
    seen.add('url-fetch-failed').add('blocked-url')
  })
  test('429 rate-limit-exceeded', async () => {
    const { webhookUrl } = await farm.binding(definition({ dataSource: { type: 'webhook' } }))
    let answer = await farm.raw('POST', webhookUrl, { body: '{}' })
    for (let i = 0; i < 60; i++) answer = await farm.raw('POST', webhookUrl, { body: '{}' })
    expectProblem(answer, 429, 'rate-limit-exceeded')
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  })
  test('503 unavailable, while there is no browser', async () => {
    const bare = await startTestFarm()
    try {
      await bare.farm.renderer.stop()
      const answer = await bare.call('POST', '/templates/preview', { html: 'x' })
      expect(expectProblem(answer, 503, 'unavailable').retriable).toBe(true)
    } finally {
      await bare.stop()
    }
  })

  test('are all that the contract lists, but the render that fails', () => {
    const missing = Object.keys(PROBLEMS).filter((slug) => !seen.has(slug))
    expect(missing).toEqual(['render-failed'])
  })
})

describe('the shape of a problem', () => {
  test('detail and error are the same; instance is the path that was asked, with no query', async () => {
    const { json } = await farm.call('GET', '/v1/bindings/bind_secret?token=hidden')
    expect(json).toEqual({
      type: 'https://docs.pictify.io/errors/binding-not-found',
      title: expect.any(String),
      status: 404,
      detail: json.error,
      instance: '/v1/bindings/bind_secret',
      error: json.detail,
      code: 'BINDING_NOT_FOUND',
      retriable: false,
    })
  })

  test('an answer to HEAD has the head alone', async () => {
    const answer = await farm.call('HEAD', '/bindings/bind_x')
    expect(answer.status).toBe(404)
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
    expect(answer.bytes.length).toBe(0)
  })

  test('a value that was sent is not repeated where it may be a secret', async () => {
    const credentials = { type: 'bearer_token', value: 'bad\nsecret-value' }
    const body = definition({ dataSource: { type: 'http', url: source.url, credentials } })
    const answer = await farm.call('POST', '/bindings', body)
    problemOf(answer, 400, 'validation-error')
    expect(answer.bytes.toString()).not.toContain('secret-value')
    const broken = await farm.call('POST', '/bindings', '{"value": "my-secret" oops}')
    problemOf(broken, 400, 'validation-error')
    expect(broken.bytes.toString()).not.toContain('my-secret')
  })
})

describe('field errors', () => {
  const fields = (answer: Answer): Record<string, string> => {
    const { errors } = problemOf(answer, 400, 'validation-error')
    for (const error of errors) {
      expect(FIELD_CODES).toContain(error.code)
      expect(error.message).not.toBe('')
    }
    return Object.fromEntries(errors.map(({ field, code }: { field: string; code: string }) => [field, code]))
  }

  test('come all at once', async () => {
    const answer = await farm.call('POST', '/bindings', {
      name: 'x'.repeat(201),
      dataSource: { type: 'http', url: 'ftp://example.org', method: 'PATCH', credentials: { type: 'api_key' } },
      mapping: { title: 'a..b', '1x': 'a', list: '$.items[' },
      refreshPolicy: { type: 'hourly', ttlSeconds: 59, onError: 5 },
      outputConfig: { format: 'gif', quality: 101, width: 0, height: 4001, deviceScaleFactor: 0.5 },
    })
    expect(fields(answer)).toEqual({
      templateId: 'required',
      name: 'too_long',
      'dataSource.url': 'invalid_format',
      'dataSource.method': 'unknown_value',
      'dataSource.credentials.value': 'required',
      'mapping.title': 'invalid_format',
      'mapping.1x': 'invalid_format',
      'mapping.list': 'invalid_format',
      'refreshPolicy.type': 'unknown_value',
      'refreshPolicy.ttlSeconds': 'out_of_range',
      'refreshPolicy.onError': 'unknown_value',
      'outputConfig.format': 'unknown_value',
      'outputConfig.quality': 'out_of_range',
      'outputConfig.width': 'out_of_range',
      'outputConfig.height': 'out_of_range',
      'outputConfig.deviceScaleFactor': 'out_of_range',
    })
  })

  test('name what is missing', async () => {
    const expected = { templateId: 'required', dataSource: 'required', mapping: 'required' }
    expect(fields(await farm.call('POST', '/bindings', {}))).toEqual(expected)
    expect(fields(await farm.call('POST', '/bindings'))).toEqual(expected)
    expect(fields(await farm.call('POST', '/bindings', definition({ dataSource: {} })))).toEqual({
      'dataSource.type': 'required',
    })
    expect(fields(await farm.call('POST', '/bindings', definition({ dataSource: { type: 'http' } })))).toEqual({
      'dataSource.url': 'required',
    })
    expect(fields(await farm.call('POST', '/bindings', definition({ dataSource: { type: 'static' } })))).toEqual({
      'dataSource.data': 'required',
    })
  })

  test('tell a wrong type from a wrong value', async () => {
    const wrong = { name: 5, dataSource: 'http', mapping: [], refreshPolicy: null, outputConfig: { width: '100' } }
    expect(fields(await farm.call('POST', '/bindings', { templateId: null, ...wrong }))).toEqual({
      templateId: 'invalid_type',
      name: 'invalid_type',
      dataSource: 'invalid_type',
      mapping: 'invalid_type',
      refreshPolicy: 'invalid_type',
      'outputConfig.width': 'invalid_type',
    })
    expect(fields(await farm.call('POST', '/bindings', definition({ dataSource: { type: 'ftp' } })))).toEqual({
      'dataSource.type': 'unknown_value',
    })
    const half = { refreshPolicy: { ttlSeconds: 60.5 }, outputConfig: { width: 1.5 } }
    expect(fields(await farm.call('POST', '/bindings', definition(half)))).toEqual({
      'refreshPolicy.ttlSeconds': 'invalid_type',
      'outputConfig.width': 'invalid_type',
    })
  })

  test('of a list say which element', async () => {
    const variableDefinitions = [{ name: 'ok' }, { name: '' }, { name: 'ok', type: 'date' }, 7]
    const answer = await farm.call('POST', '/templates', { html: 'x', variableDefinitions, tags: ['a', 5] })
    expect(fields(answer)).toMatchObject({
      'variableDefinitions[1].name': 'required',
      'variableDefinitions[2].type': 'unknown_value',
      'variableDefinitions[3]': 'invalid_type',
      'tags[1]': 'invalid_type',
    })
  })

  test('of a path name its column', async () => {
    const answer = await farm.call('POST', '/bindings', definition({ mapping: { title: 'user..name', list: '$.a[?' } }))
    const { errors } = problemOf(answer, 400, 'validation-error')
    expect(errors).toContainEqual(
      expect.objectContaining({ field: 'mapping.title', code: 'invalid_format', column: 6 }),
    )
    expect(errors).toContainEqual(
      expect.objectContaining({ field: 'mapping.list', code: 'invalid_format', column: expect.any(Number) }),
    )
  })

  test('the size of a picture counts with its scale', async () => {
    const outputConfig = { width: 4000, height: 4000, deviceScaleFactor: 2.1 }
    const answer = await farm.call('POST', '/bindings', definition({ name: 5, outputConfig }))
    expect(fields(answer)).toEqual({ name: 'invalid_type', outputConfig: 'out_of_range' })
    const most = { width: 4000, height: 4000, deviceScaleFactor: 2 }
    const draft = definition({ outputConfig: most, dataSource: { type: 'webhook' } })
    expect((await farm.call('POST', '/bindings', draft)).status).toBe(201)
  })

  test.each([
    ['limit=0', { limit: 'out_of_range' }],
    ['limit=101', { limit: 'out_of_range' }],
    ['limit=x', { limit: 'invalid_type' }],
    ['limit=1.5', { limit: 'invalid_type' }],
    ['limit=', { limit: 'out_of_range' }],
    ['limit=1&limit=2', { limit: 'invalid_type' }],
    ['page=0', { page: 'out_of_range' }],
    ['page=-1', { page: 'out_of_range' }],
    ['page=1e300', { page: 'out_of_range' }],
    ['status=broken', { status: 'unknown_value' }],
    ['status=broken&page=0&limit=0', { status: 'unknown_value', page: 'out_of_range', limit: 'out_of_range' }],
  ])('of a query: %s', async (query, expected) => {
    expect(fields(await farm.call('GET', `/bindings?${query}`))).toEqual(expected)
  })

  test('a page far beyond the last is empty', async () => {
    const { status, json } = await farm.call('GET', '/bindings?page=9007199254740991&limit=100')
    expect([status, json.bindings]).toEqual([200, []])
  })
})

test('unknown members of a body are ignored', async () => {
  const body = definition({
    colour: 'red',
    status: 'error',
    dataSource: { type: 'static', data: { title: 1 }, extra: 1 },
  })
  const { status, json } = await farm.call('POST', '/bindings', body)
  expect(status).toBe(201)
  expect(json.binding).not.toHaveProperty('colour')
  expect(json.binding.dataSource).toEqual({ type: 'static', data: { title: 1 } })
})
