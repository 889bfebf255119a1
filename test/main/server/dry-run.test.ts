import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readContract } from '../../helpers/contract.ts'
import { startTestFarm, type TestFarm } from '../../helpers/farm.ts'
import { closedPort, type Handler, sendJson, startServer, type TestServer } from '../../helpers/http-server.ts'
import { restSample } from '../../helpers/rest-sample.ts'

let farm: TestFarm
let source: TestServer
let templateId: string
const handlers: Record<string, Handler> = {
  '/': sendJson({ user: { name: 'Ada' }, extra: 1 }, { etag: '"v1"' }),
  '/500': sendJson({}, {}, 500),
  '/html': (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
  '/broken': (_, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{"a":'),
  '/large': (_, response) =>
    void response.writeHead(200, { 'content-type': 'application/json' }).end(`"${'x'.repeat(5 * 1024 * 1024)}"`),
}

/** Stands still, so that no day ends between two counts. */
const NOW = Date.parse('2026-05-01T12:00:00Z')

beforeAll(async () => {
  source = await startServer((request, response) => handlers[request.url]?.(request, response))
  farm = await startTestFarm({ now: () => NOW })
  await restSample(farm)
  templateId = await farm.template('<body>{{title}}</body>', {
    variableDefinitions: [{ name: 'title', validation: { maxLength: 10 } }],
  })
})
afterAll(async () => {
  await farm.stop()
  await source.stop()
})

const definition = (path: string, more: object = {}) => ({
  templateId,
  mapping: { title: 'user.name', none: 'extra.none' },
  dataSource: { type: 'http', url: `${source.url}${path}` },
  ...more,
})
const counts = async () => {
  const { total } = (await farm.call('GET', '/bindings')).json.pagination
  const { rendersToday } = (await farm.raw('GET', '/status')).json
  return [total, rendersToday, await farm.farm.events.lastSeq()]
}

describe('of a definition that is not saved', () => {
  test('walks every stage and shows what each gave', async () => {
    const before = await counts()
    const { status, json } = await farm.call(
      'POST',
      '/bindings/test',
      definition('/', { outputConfig: { format: 'webp', width: 70, height: 50, deviceScaleFactor: 2 } }),
    )
    expect(status).toBe(200)
    const { image, fetch, ...rest } = json
    expect(rest).toEqual({
      ok: true,
      data: { user: { name: 'Ada' }, extra: 1 },
      variables: { title: 'Ada' },
      missing: ['none'],
      unused: ['none'],
      error: null,
    })
    expect(fetch).toEqual({
      status: 200,
      contentType: 'application/json',
      bytes: 33,
      durationMs: expect.any(Number),
      etag: '"v1"',
    })
    expect(image).toMatchObject({ width: 140, height: 100, format: 'webp' })
    const [type, content = ''] = image.dataUrl.split(',')
    expect(type).toBe('data:image/webp;base64')
    expect(await sharp(Buffer.from(content, 'base64')).metadata()).toMatchObject({
      width: 140,
      height: 100,
      format: 'webp',
    })
    expect(await counts()).toEqual(before)
  })

  const HTML = { status: 200, contentType: 'text/html', bytes: 0 }
  const JSON_OF = (bytes: number) => ({ status: 200, contentType: 'application/json', bytes })
  test.each([
    ['connect', async () => `http://127.0.0.1:${await closedPort()}/`, 'URL_FETCH_FAILED', null],
    ['status', async () => `${source.url}/500`, 'URL_FETCH_FAILED', { ...JSON_OF(expect.any(Number)), status: 500 }],
    ['content_type', async () => `${source.url}/html`, 'URL_FETCH_FAILED', HTML],
    ['parse', async () => `${source.url}/broken`, 'URL_FETCH_FAILED', JSON_OF(5)],
    ['too_large', async () => `${source.url}/large`, 'URL_FETCH_FAILED', JSON_OF(expect.any(Number))],
    ['connect', async () => 'http://10.0.0.1/', 'BLOCKED_URL', null],
  ])(
    'that fails at %s is 200 with what was answered and what failed, and nothing after it',
    async (stage, url, code, answered) => {
      const before = await counts()
      const { status, json } = await farm.call('POST', '/bindings/test', {
        ...definition('/'),
        dataSource: { type: 'http', url: await url() },
      })
      expect(status).toBe(200)
      const facts = { contentType: null, bytes: expect.any(Number), durationMs: expect.any(Number), etag: null }
      expect(json).toEqual({
        ok: false,
        fetch: answered && { ...facts, ...answered },
        data: null,
        variables: null,
        missing: null,
        unused: null,
        image: null,
        error: { code, stage: expect.any(String), message: expect.any(String) },
      })
      if (code !== 'BLOCKED_URL') expect(json.error.stage).toBe(stage)
      expect(await counts()).toEqual(before)
    },
  )

  test('where it is asked, it says at which address the source was reached', async () => {
    const { json } = await farm.call('POST', '/bindings/test?details=true', definition('/'))
    expect(json.fetch).toMatchObject({ status: 200, address: '127.0.0.1' })
    const fixed = definition('/', { dataSource: { type: 'static', data: {} } })
    expect((await farm.call('POST', '/bindings/test?details=true', fixed)).json.fetch).not.toHaveProperty('address')
  })

  test('a failure says, where it is asked, what the source answered and which host was refused', async () => {
    const errorOf = async (url: string) => {
      const body = { ...definition('/'), dataSource: { type: 'http', url } }
      return (await farm.call('POST', '/bindings/test?details=true', body)).json.error
    }
    expect(await errorOf(`${source.url}/500`)).toMatchObject({ stage: 'status', upstreamStatus: 500 })
    expect((await errorOf('http://10.0.0.1:81/')).blocked).toEqual({
      host: '10.0.0.1',
      port: 81,
      purpose: 'data',
      allowable: true,
    })
    expect((await errorOf('http://169.254.169.254/')).blocked.allowable).toBe(false)
  })

  test('that fails in composing still shows the data and the variables', async () => {
    const { json } = await farm.call(
      'POST',
      '/bindings/test',
      definition('/', { mapping: {}, defaults: { title: 'more than ten' } }),
    )
    expect(json).toMatchObject({
      ok: false,
      fetch: { status: 200 },
      variables: { title: 'more than ten' },
      missing: [],
      unused: [],
      image: null,
      error: { code: 'VARIABLE_INVALID', stage: 'compose' },
    })
  })

  test('a source in the definition itself needs no fetch', async () => {
    const { json } = await farm.call('POST', '/bindings/test', {
      templateId,
      mapping: { title: 'a' },
      dataSource: { type: 'static', data: { a: 'x' } },
    })
    expect(json).toMatchObject({ ok: true, fetch: { status: null }, variables: { title: 'x' } })
    const webhook = await farm.call('POST', '/bindings/test', {
      templateId,
      mapping: {},
      dataSource: { type: 'webhook' },
    })
    expect(webhook.json).toMatchObject({ ok: false, error: { stage: 'fetch', code: 'UNAVAILABLE' } })
  })

  test('an invalid one is 400, one of no template 404', async () => {
    expect((await farm.call('POST', '/bindings/test', {})).status).toBe(400)
    expect((await farm.call('POST', '/bindings/test', { ...definition('/'), templateId: 'none' })).status).toBe(404)
  })
})

describe('of a binding', () => {
  test('merges the body as PUT would, and saves nothing', async () => {
    const made = await farm.binding(definition('/', { outputConfig: { width: 30, height: 20 } }))
    const before = [
      await counts(),
      (await farm.call('GET', `/bindings/${made.uid}`)).json,
      (await farm.call('GET', `/bindings/${made.uid}/runs`)).json,
    ]
    const plain = (await farm.call('POST', `/bindings/${made.uid}/test`)).json
    expect(plain).toMatchObject({
      ok: true,
      variables: { title: 'Ada' },
      image: { width: 30, height: 20, format: 'png' },
    })
    const changed = (
      await farm.call('POST', `/bindings/${made.uid}/test`, { mapping: { title: 'extra' }, status: 'paused' })
    ).json
    expect(changed).toMatchObject({ ok: true, variables: { title: 1 } })
    expect((await farm.call('POST', `/bindings/${made.uid}/test`, { mapping: { title: '[' } })).status).toBe(400)
    const failed = (
      await farm.call('POST', `/bindings/${made.uid}/test`, { dataSource: { type: 'http', url: `${source.url}/500` } })
    ).json
    expect(failed).toMatchObject({ ok: false, error: { stage: 'status' } })
    expect([
      await counts(),
      (await farm.call('GET', `/bindings/${made.uid}`)).json,
      (await farm.call('GET', `/bindings/${made.uid}/runs`)).json,
    ]).toEqual(before)
  })

  test('sends its credentials, but not to another origin', async () => {
    const other = await startServer(sendJson({}))
    const made = await farm.binding(
      definition('/', {
        dataSource: { type: 'http', url: `${source.url}/`, credentials: { type: 'bearer_token', value: 'tok' } },
      }),
    )
    await farm.call('POST', `/bindings/${made.uid}/test`)
    expect(source.seen.at(-1)?.headers.authorization).toBe('Bearer tok')
    const moved = await farm.call('POST', `/bindings/${made.uid}/test`, {
      dataSource: { type: 'http', url: other.url },
    })
    expect(moved.json).toMatchObject({ ok: false, error: { code: 'NEEDS_SECRET' } })
    expect(other.seen).toEqual([])
    await other.stop()
  })

  test('works while it is paused, and is answered as documented', async () => {
    const made = await farm.binding(definition('/'))
    await farm.call('POST', `/bindings/${made.uid}/pause`)
    const answer = await farm.call('POST', `/bindings/${made.uid}/test`)
    expect(answer.json.ok).toBe(true)
    const contract = await readContract(farm)
    contract.check('POST', `/bindings/${made.uid}/test`, answer)
  })
})
