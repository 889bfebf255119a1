import { connect } from 'node:net'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BODY_LIMIT } from '../../../src/main/server/body.ts'
import { problemOf } from '../../helpers/contract.ts'
import { startTestFarm, TEST_KEY, type TestFarm } from '../../helpers/farm.ts'
import { rawRequest } from '../../helpers/raw-http.ts'

const SIX_MB = 6_000_000
let farm: TestFarm
beforeAll(async () => {
  farm = await startTestFarm()
})
afterAll(() => farm.stop())

const head = (method: string, path: string, ...lines: string[]) => [
  `${method} ${path} HTTP/1.1`,
  `Host: ${new URL(farm.farm.url).host}`,
  `Authorization: Bearer ${TEST_KEY}`,
  'Content-Type: application/json',
  ...lines,
]
const pieces = (size: number) => Array.from({ length: Math.ceil(size / 100_000) }, () => Buffer.alloc(100_000, 'x'))
const chunked = (blocks: Buffer[]) => [
  ...blocks.map((block) =>
    Buffer.concat([Buffer.from(`${block.length.toString(16)}\r\n`), block, Buffer.from('\r\n')]),
  ),
  Buffer.from('0\r\n\r\n'),
]

describe('6 MB', () => {
  test.each([
    ['POST', '/templates'],
    ['POST', '/bindings'],
    ['PUT', '/templates/tmpl_x'],
    ['POST', '/bindings/test'],
    ['PATCH', '/settings'],
    ['POST', '/v1/templates/preview'],
  ])('by fetch to %s %s', async (method, path) => {
    const answer = await farm.call(method, path, Buffer.alloc(SIX_MB, ' '))
    problemOf(answer, 413, 'payload-too-large')
  })

  test('by fetch as a stream of unknown length', async () => {
    const body = Readable.toWeb(Readable.from(pieces(SIX_MB)))
    const headers = { authorization: `Bearer ${TEST_KEY}`, 'content-type': 'application/json' }
    const init = { method: 'POST', headers, body, duplex: 'half' } as unknown as RequestInit
    expect((await fetch(`${farm.farm.url}/templates`, init)).status).toBe(413)
  })

  test('over a socket that first sends all, then reads', async () => {
    const lines = head('POST', '/templates', `Content-Length: ${60 * 100_000}`)
    const answer = await rawRequest(farm.farm.url, lines, { pieces: pieces(SIX_MB) })
    expect(answer).toMatchObject({ status: 413, json: { code: 'PAYLOAD_TOO_LARGE' } })
  })

  test('over a socket in chunks', async () => {
    const lines = head('POST', '/templates', 'Transfer-Encoding: chunked')
    const answer = await rawRequest(farm.farm.url, lines, { pieces: chunked(pieces(SIX_MB)) })
    expect(answer).toMatchObject({ status: 413, json: { code: 'PAYLOAD_TOO_LARGE' } })
  })

  test('over sockets that are to be closed after the answer', async () => {
    for (let n = 0; n < 10; n++) {
      const lines = head('POST', '/templates', 'Connection: close', `Content-Length: ${SIX_MB}`)
      const answer = await rawRequest(farm.farm.url, lines, { pieces: pieces(SIX_MB) })
      expect(answer).toMatchObject({ status: 413, json: { code: 'PAYLOAD_TOO_LARGE' } })
    }
  })

  test('to a webhook, which takes 1 MiB', async () => {
    const templateId = await farm.template('x')
    const definition = { templateId, dataSource: { type: 'webhook' }, mapping: {} }
    const { webhookUrl } = (await farm.call('POST', '/bindings', definition)).json.binding
    problemOf(await farm.raw('POST', webhookUrl, { body: Buffer.alloc(SIX_MB, ' ') }), 413, 'payload-too-large')
    const most = `"${'x'.repeat(1024 * 1024 - 2)}"`
    expect((await farm.raw('POST', webhookUrl, { body: most })).status).toBe(202)
    problemOf(await farm.raw('POST', webhookUrl, { body: `${most} ` }), 413, 'payload-too-large')
  })

  test('from one who has no key is answered with what is wrong first', async () => {
    const answer = await farm.raw('POST', '/templates', { body: Buffer.alloc(SIX_MB, ' ') })
    problemOf(answer, 401, 'missing-authorization')
  })

  test('leaves the farm as it was', async () => {
    expect((await farm.call('GET', '/bindings')).status).toBe(200)
  })
})

test('a body of exactly the limit is read', async () => {
  const short = JSON.stringify({ html: 'x', padding: '' })
  const body = JSON.stringify({ html: 'x', padding: ' '.repeat(BODY_LIMIT - short.length) })
  expect(Buffer.byteLength(body)).toBe(BODY_LIMIT)
  expect((await farm.call('POST', '/templates', body)).status).toBe(200)
  problemOf(await farm.call('POST', '/templates', `${body} `), 413, 'payload-too-large')
})

describe('JSON that cannot be taken', () => {
  test.each([
    ['arrays', '['.repeat(50_000)],
    ['closed arrays', '['.repeat(50_000) + ']'.repeat(50_000)],
    ['objects', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`],
    ['as a member', `{"html":"x","extra":${'['.repeat(50_000)}${']'.repeat(50_000)}}`],
  ])('50,000 deep: %s', async (_, body) => {
    const { detail } = problemOf(await farm.call('POST', '/templates', body), 400, 'validation-error')
    expect(detail).toContain('deep')
    problemOf(await farm.call('PATCH', '/settings', body), 400, 'validation-error')
  })

  test('deep brackets within a string are no depth', async () => {
    const html = '['.repeat(50_000)
    expect((await farm.call('POST', '/templates', { html })).json.template.html).toBe(html)
  })

  test.each(['{', '{"html":}', "{'html':'x'}", '{"html":"x"}}', 'html=x', '"\n"', '\u0000', '{"a":01}', '  '])(
    '%j',
    async (body) => {
      problemOf(await farm.call('POST', '/templates', body), 400, 'validation-error')
    },
  )

  test('bytes that are not UTF-8', async () => {
    const answer = await farm.call('POST', '/templates', Buffer.from('{"html":"\xe9"}', 'latin1'))
    expect(problemOf(answer, 400, 'validation-error').detail).toContain('UTF-8')
  })

  test.each(['null', '5', '"text"', '[]', 'true'])('%s, which is no object', async (body) => {
    const { errors } = problemOf(await farm.call('POST', '/templates', body), 400, 'validation-error')
    expect(errors).toEqual([{ field: '', message: expect.any(String), code: 'invalid_type' }])
  })
})

describe('media type', () => {
  const html = '{"html":"x"}'
  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'APPLICATION/JSON',
    'application/merge-patch+json',
  ])('%s is read', async (type) => {
    expect((await farm.call('POST', '/templates', html, { 'content-type': type })).status).toBe(200)
  })

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    'json',
  ])('%s is not', async (type) => {
    const answer = await farm.call('POST', '/templates', html, { 'content-type': type })
    problemOf(answer, 415, 'unsupported-media-type')
  })

  test('a body of no type is not read either', async () => {
    const lines = head('POST', '/templates', `Content-Length: ${html.length}`).filter(
      (line) => !line.startsWith('Content-T'),
    )
    expect((await rawRequest(farm.farm.url, lines, { pieces: [Buffer.from(html)] })).status).toBe(415)
  })

  test('nor a compressed one', async () => {
    const answer = await farm.call('POST', '/templates', html, { 'content-encoding': 'gzip' })
    problemOf(answer, 415, 'unsupported-media-type')
  })

  test('one that is said to be as it is, in any case, is read', async () => {
    expect((await farm.call('POST', '/templates', html, { 'content-encoding': 'Identity' })).status).toBe(200)
  })

  test('a byte order mark is passed over', async () => {
    expect((await farm.call('POST', '/templates', `\uFEFF${html}`)).status).toBe(200)
  })
})

describe('no body', () => {
  test.each<Record<string, string>>([
    {},
    { 'content-type': 'application/json' },
    { 'content-type': 'application/x-www-form-urlencoded' },
  ])('with %j asks for nothing, so what is missing is named', async (headers) => {
    const { errors } = problemOf(await farm.call('POST', '/templates', '', headers), 400, 'validation-error')
    expect(errors).toEqual([{ field: 'html', message: 'Required', code: 'required' }])
  })

  test('is enough where nothing is needed', async () => {
    const templateId = await farm.template('x')
    const { uid } = await farm.binding({ templateId, dataSource: { type: 'static', data: {} }, mapping: {} })
    for (const verb of ['pause', 'resume', 'refresh?wait=true', 'test', 'webhook-url', 'webhook-secret']) {
      expect([verb, (await farm.call('POST', `/bindings/${uid}/${verb}`)).status]).toEqual([verb, 200])
    }
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    expect((await farm.call('POST', `/bindings/${uid}/pause`, '', form)).status).toBe(200)
    expect((await farm.call('PUT', `/templates/${templateId}`, '')).status).toBe(200)
  })
})

test('a body that is shorter than it says is not acted on', async () => {
  const before = (await farm.call('GET', '/templates')).json.pagination.total
  const { hostname, port } = new URL(farm.farm.url)
  const socket = connect(Number(port), hostname)
  socket.end(`${head('POST', '/templates', 'Content-Length: 100').join('\r\n')}\r\n\r\n{"html":"x"}`)
  await new Promise((resolve) => socket.resume().once('close', resolve))
  expect((await farm.call('GET', '/templates')).json.pagination.total).toBe(before)
})
