import { setTimeout as sleep } from 'node:timers/promises'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { sha256 } from '../../../src/main/hash.ts'
import { parseAllowEntry } from '../../../src/main/network/allow-list.ts'
import { createGate, type GateOptions } from '../../../src/main/network/gate.ts'
import {
  createFetcher,
  type FetchCredentials,
  type Fetcher,
  type FetcherOptions,
  type FetchRequest,
  type ResponseFacts,
} from '../../../src/main/refresh/fetch.ts'
import { Problem } from '../../../src/shared/errors.ts'
import { makeCertificate } from '../../helpers/certificate.ts'
import {
  closedPort,
  type Handler,
  sendJson,
  startServer,
  startTcpServer,
  type TestServer,
} from '../../helpers/http-server.ts'

const stops: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

function keep<T extends { stop(): Promise<unknown> }>(part: T): T {
  stops.push(() => part.stop())
  return part
}

/** A fetcher that may reach loopback, and any `*.test` name, which is loopback. */
function fetcherWith(more: Partial<FetcherOptions> = {}, gateOptions: Partial<GateOptions> = {}): Fetcher {
  const entries = ['127.0.0.1', 'a.test', 'b.test'].map((text) => parseAllowEntry(text))
  const lookup = async () => [{ address: '127.0.0.1', family: 4 }]
  const gate = keep(createGate({ allowed: () => entries, ownPorts: () => [], lookup, ...gateOptions }))
  return createFetcher({ gate, version: '1.2.3', ...more })
}

function requestOf(url: string, more: Partial<FetchRequest> = {}): FetchRequest {
  const bare: FetchRequest = {
    url,
    method: 'GET',
    headers: {},
    body: null,
    credentials: null,
    secretHeaders: [],
    validators: null,
  }
  return { ...bare, ...more }
}

/** One raw block in a frame that declares its window (RFC 8878, sections 3.1.1 and 3.1.1.2). */
function zstdOfWindow(windowLog: number, text: string): Buffer {
  const isLast = 1
  const header = (text.length << 3) | isLast
  const frame = [0x28, 0xb5, 0x2f, 0xfd, 0x00, (windowLog - 10) << 3]
  return Buffer.concat([Buffer.from([...frame, header & 0xff, (header >> 8) & 0xff, header >> 16]), Buffer.from(text)])
}

async function faultOf(promise: Promise<unknown>): Promise<Problem> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(Problem)
  return error as Problem
}

const serve = async (handler: Handler): Promise<TestServer> => keep(await startServer(handler))
const factsOf = (fault: Problem) => fault.options.members?.response as ResponseFacts | undefined

async function fetchData(url: string, more: Partial<FetchRequest> = {}, fetcher = fetcherWith()) {
  const fetched = await fetcher.fetch(requestOf(url, more))
  if (fetched.kind !== 'data') throw new Error('Expected data')
  return fetched
}

describe('fetching JSON', () => {
  it('gives the text with its facts', async () => {
    const headers = { etag: '"v1"', 'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT' }
    const server = await serve(sendJson({ title: 'Grüße' }, headers))
    const fetched = await fetchData(`${server.url}/data?q=1`)
    expect(fetched).toMatchObject({
      kind: 'data',
      status: 200,
      contentType: 'application/json',
      etag: '"v1"',
      lastModified: headers['last-modified'],
      text: '{"title":"Grüße"}',
      bytes: Buffer.byteLength('{"title":"Grüße"}'),
      bodyStart: '{"title":"Grüße"}',
    })
    expect(fetched.durationMs).toBeGreaterThan(0)
    expect(server.seen[0]).toMatchObject({
      method: 'GET',
      url: '/data?q=1',
      headers: {
        accept: 'application/json, */*;q=0.5',
        'user-agent': 'Bindery/1.2.3',
        'accept-encoding': 'gzip, br, zstd, deflate',
      },
    })
  })

  it('sends headers and a POST body, but no header that belongs to the connection', async () => {
    const server = await serve(sendJson([]))
    await fetchData(server.url, {
      method: 'POST',
      body: '{"a":1}',
      headers: {
        'X-Mine': 'ü',
        accept: 'text/csv',
        Host: 'evil.test',
        'Content-Length': '3',
        'Transfer-Encoding': 'x',
        'Proxy-Authorization': 'Basic eDp5',
        'If-Match': '"another"',
      },
    })
    for (const name of ['proxy-authorization', 'if-match']) expect(server.seen[0]?.headers[name]).toBeUndefined()
    expect(server.seen[0]).toMatchObject({ method: 'POST', body: '{"a":1}' })
    expect(server.seen[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      'content-length': '7',
      accept: 'text/csv',
      'x-mine': 'ü',
      host: `127.0.0.1:${server.port}`,
    })
    await fetchData(server.url, { method: 'POST', body: 'a=1', contentType: 'application/x-www-form-urlencoded' })
    expect(server.seen[1]?.headers['content-type']).toBe('application/x-www-form-urlencoded')
  })

  it.each<[string, FetchCredentials, Record<string, string>, string]>([
    ['api_key', { type: 'api_key', value: 'k1' }, { 'x-api-key': 'k1' }, '/?a=b'],
    ['api_key in a header', { type: 'api_key', value: 'k1', header: 'X-Mine' }, { 'x-mine': 'k1' }, '/?a=b'],
    ['api_key in the query', { type: 'api_key', value: 'k &1', query: 'key' }, {}, '/?a=b&key=k+%261'],
    ['bearer_token', { type: 'bearer_token', value: 't1' }, { authorization: 'Bearer t1' }, '/?a=b'],
    [
      'basic_auth',
      { type: 'basic_auth', username: 'ü', password: 'p:w' },
      { authorization: `Basic ${Buffer.from('ü:p:w').toString('base64')}` },
      '/?a=b',
    ],
    ['custom_header', { type: 'custom_header', name: 'X-Token', value: 'v1' }, { 'x-token': 'v1' }, '/?a=b'],
  ])('sends %s', async (_name, credentials, headers, url) => {
    const server = await serve(sendJson({}))
    await fetchData(`${server.url}/?a=b`, { credentials })
    expect(server.seen[0]?.headers).toMatchObject(headers)
    expect(server.seen[0]?.url).toBe(url)
  })

  it.each([
    'application/json',
    'application/problem+json; charset=utf-8',
    'text/plain',
    'text/javascript',
    'application/javascript',
    'application/x-ndjson',
    'application/vnd.unknown',
    'TEXT/CSV',
    undefined,
  ])('accepts what parses when it is declared as %s', async (type) => {
    const server = await serve((_request, response) => {
      if (type) response.setHeader('content-type', type)
      response.end('{"a":1}')
    })
    expect((await fetchData(server.url)).text).toBe('{"a":1}')
  })

  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
    ['deflate', deflateSync],
    ['DEFLATE', deflateRawSync],
    ['identity', (body: Buffer) => body],
    ['gzip, br', (body: Buffer) => brotliCompressSync(gzipSync(body))],
  ])('takes %s off', async (coding, encode) => {
    const text = JSON.stringify({ list: Array.from({ length: 20_000 }, (_, i) => `item ${i}`) })
    const server = await serve((_request, response) => {
      response.setHeader('content-encoding', coding).end(encode(Buffer.from(text)))
    })
    const fetched = await fetchData(server.url)
    expect(fetched.text).toBe(text)
    expect(fetched.bytes).toBe(text.length)
  })

  it.each([
    ['utf-8', '"é€"', Buffer.from('"é€"')],
    ['ISO-8859-1', '"é"', Buffer.from([0x22, 0xe9, 0x22])],
    ['"windows-1252"', '"€"', Buffer.from([0x22, 0x80, 0x22])],
    ['utf-16le', '"é€"', Buffer.from('"é€"', 'utf16le')],
    ['shift_jis', '"日"', Buffer.from([0x22, 0x93, 0xfa, 0x22])],
    ['iso-8859-1', '"é€"', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from('"é€"')])],
    ['utf-8', '"é€"', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('"é€"', 'utf16le')])],
  ])('reads charset %s as %s', async (charset, text, bytes) => {
    const server = await serve((_request, response) => {
      response.setHeader('content-type', `application/json; charset=${charset}`).end(bytes)
    })
    expect((await fetchData(server.url)).text).toBe(text)
  })
})

describe('revalidation', () => {
  const validators = { etag: '"v1"', lastModified: 'Mon, 01 Jan 2024 00:00:00 GMT' }

  it('sends the validators and takes a 304', async () => {
    const server = await serve((_request, response) => void response.writeHead(304).end())
    const fetched = await fetcherWith().fetch(requestOf(server.url, { validators }))
    expect(fetched).toMatchObject({ kind: 'not_modified', status: 304, ...validators })
    expect(server.seen[0]?.headers).toMatchObject({
      'if-none-match': '"v1"',
      'if-modified-since': validators.lastModified,
    })
  })

  it('takes a newer etag from a 304', async () => {
    const server = await serve((_request, response) => void response.writeHead(304, { etag: '"v2"' }).end())
    expect(await fetcherWith().fetch(requestOf(server.url, { validators }))).toMatchObject({ etag: '"v2"' })
  })

  it('fails on a 304 that was not asked for', async () => {
    const server = await serve((_request, response) => void response.writeHead(304).end())
    expect((await faultOf(fetcherWith().fetch(requestOf(server.url)))).options).toMatchObject({ stage: 'status' })
  })

  it('sends none with POST, which would be answered with 412', async () => {
    const server = await serve(sendJson({}))
    await fetchData(server.url, { method: 'POST', body: '{}', validators })
    expect(server.seen[0]?.headers['if-none-match']).toBeUndefined()
  })

  it('takes a text that is known as it is, and reads any other', async () => {
    const server = await serve((_request, response) => void response.end('known, if not JSON'))
    const hash = sha256('known, if not JSON')
    const known = { etag: null, lastModified: null, hash }
    expect(await fetchData(server.url, { validators: known })).toMatchObject({ text: 'known, if not JSON', hash })
    const other = { ...known, hash: sha256('another') }
    const fault = await faultOf(fetcherWith().fetch(requestOf(server.url, { validators: other })))
    expect(fault.options).toMatchObject({ stage: 'parse' })
  })

  it('keeps the first 2 KiB of the text, whatever charset it came in and whether there are secrets or not', async () => {
    const text = JSON.stringify('a'.repeat(40_000))
    const contentType = 'application/json; charset=utf-16le'
    const body = Buffer.from(text, 'utf16le')
    const server = await serve(
      (_request, response) => void response.writeHead(200, { 'content-type': contentType }).end(body),
    )
    const secret = { headers: { 'x-api-key': 'secret-0123456789' }, secretHeaders: ['x-api-key'] }
    for (const more of [{}, secret]) {
      expect((await fetchData(server.url, more)).bodyStart).toBe(text.slice(0, 2048))
    }
  })

  it.each(['token', 'apikey', 'passwd', 'my_sig', 'accessKey', 'authcode'])(
    'keeps nothing of what the query gives as %s, where the source echoes it',
    async (name) => {
      const server = await serve(({ url }, response) => void response.end(JSON.stringify({ asked: url })))
      const { bodyStart } = await fetchData(`${server.url}/?page=seen&${name}=ab12`)
      expect(bodyStart).toBe(`{"asked":"/?page=seen&${name}=•••"}`)
    },
  )

  it('hashes what it gives, not the secret that a source echoes', async () => {
    const secretHeaders = { headers: { 'x-api-key': 'secret-0123456789' }, secretHeaders: ['x-api-key'] }
    const server = await serve(({ headers }, response) => void response.end(JSON.stringify(headers['x-api-key'])))
    const first = await fetchData(server.url, secretHeaders)
    expect(first).toMatchObject({ text: '"•••"', hash: sha256('"•••"') })
    const validators = { etag: null, lastModified: null, hash: first.hash }
    expect(await fetchData(server.url, { ...secretHeaders, validators })).toMatchObject({ text: '"•••"' })
  })
})

describe('redirects', () => {
  const to =
    (location: string, status = 302): Handler =>
    (_request, response) =>
      void response.writeHead(status, { location }).end('elsewhere')

  it.each([
    [301, 'GET', ''],
    [302, 'GET', ''],
    [303, 'GET', ''],
    [307, 'POST', '{"a":1}'],
    [308, 'POST', '{"a":1}'],
  ])('%i makes a POST a %s', async (status, method, body) => {
    const server = await serve((request, response) =>
      request.url === '/' ? to('/next?x=1', status)(request, response) : sendJson({})(request, response),
    )
    await fetchData(server.url, { method: 'POST', body: '{"a":1}', headers: { 'Content-Language': 'de' } })
    expect(server.seen[1]).toMatchObject({ method, body, url: '/next?x=1' })
    expect(server.seen[1]?.headers['content-type']).toBe(body === '' ? undefined : 'application/json')
    expect(server.seen[1]?.headers['content-language']).toBe(body === '' ? undefined : 'de')
  })

  const secrets: Partial<FetchRequest> = {
    headers: { Cookie: 'c=1', 'X-Auth-Token': 't', 'X-Custom': 'hidden', 'X-Plain': 'p', Authorization: 'Bearer z' },
    secretHeaders: ['x-custom'],
    credentials: { type: 'api_key', value: 'k', header: 'X-Mine' },
  }
  const HIDDEN = ['cookie', 'x-auth-token', 'x-custom', 'authorization', 'x-mine']

  it('keeps secrets on the same origin', async () => {
    const server = await serve((request, response) =>
      request.url === '/' ? to('/next')(request, response) : sendJson({})(request, response),
    )
    await fetchData(server.url, secrets)
    for (const name of HIDDEN) expect(server.seen[1]?.headers[name]).toBeDefined()
  })

  it.each(['host', 'port'])('drops secrets when the %s changes, and does not take them up again', async (what) => {
    const home = await serve((request, response) =>
      request.url === '/' ? to(away)(request, response) : sendJson({})(request, response),
    )
    const other = await serve((request, response) => to(`http://a.test:${home.port}/back`)(request, response))
    // The same server by another name, or another port of the same name.
    const away = what === 'host' ? `http://b.test:${other.port}/` : `http://a.test:${other.port}/`
    await fetchData(`http://a.test:${home.port}/`, { ...secrets, validators: { etag: '"v"', lastModified: null } })
    expect(home.seen).toHaveLength(2)
    for (const name of HIDDEN) {
      expect(home.seen[0]?.headers[name]).toBeDefined()
      expect(other.seen[0]?.headers[name]).toBeUndefined()
      expect(home.seen[1]?.headers[name]).toBeUndefined()
    }
    expect(other.seen[0]?.headers['x-plain']).toBe('p')
    expect(other.seen[0]?.headers['if-none-match']).toBe('"v"')
  })

  it('sends none to another origin that leads on to itself', async () => {
    const other = await serve((request, response) =>
      request.url === '/' ? to('/next')(request, response) : sendJson({})(request, response),
    )
    const home = await serve(to(`http://b.test:${other.port}/`))
    await fetchData(`http://a.test:${home.port}/`, secrets)
    expect(other.seen.map(({ url }) => url)).toEqual(['/', '/next'])
    for (const { headers } of other.seen) for (const name of HIDDEN) expect(headers[name]).toBeUndefined()
  })

  it('drops a key in the query and credentials in the URL on another origin, and from https to http', async () => {
    const tls = makeCertificate(['a.test'])
    const plain = await serve(sendJson({}))
    const secure = keep(await startServer(to(`http://u:p@a.test:${plain.port}/x`), { tls }))
    const fetcher = fetcherWith({}, { extraCa: tls.cert })
    await fetchData(
      `https://a.test:${secure.port}/`,
      { credentials: { type: 'api_key', value: 'k', query: 'key' }, headers: { Authorization: 'x' } },
      fetcher,
    )
    expect(secure.seen[0]?.url).toBe('/?key=k')
    expect(plain.seen[0]?.url).toBe('/x')
    expect(plain.seen[0]?.headers.authorization).toBeUndefined()
  })

  it('asks the gate at each hop', async () => {
    const target = await serve(sendJson({}))
    for (const location of [
      `http://[::1]:${target.port}/`,
      `http://2130706434:${target.port}/`,
      'file:///etc/passwd',
    ]) {
      const server = await serve(to(location))
      expect((await faultOf(fetcherWith().fetch(requestOf(server.url)))).slug).toBe('blocked-url')
    }
    expect(target.connections).toBe(0)
  })

  it('follows five and no more', async () => {
    const server = await serve((request, response) => {
      const left = Number(request.url.slice(1))
      if (left === 0) sendJson({ done: true })(request, response)
      else to(`/${left - 1}`)(request, response)
    })
    expect((await fetchData(`${server.url}/5`)).text).toBe('{"done":true}')
    const fault = await faultOf(fetcherWith().fetch(requestOf(`${server.url}/6`)))
    expect(fault.options.stage).toBe('status')
    expect(fault.message).toMatch(/more than 5 times/)
  })

  it('fails on a loop, and on a redirect to nowhere', async () => {
    const loop = await serve(to('/'))
    expect((await faultOf(fetcherWith().fetch(requestOf(loop.url)))).options.stage).toBe('status')
    expect(loop.seen).toHaveLength(6)
    const nowhere = await serve((_request, response) => void response.writeHead(302).end())
    expect((await faultOf(fetcherWith().fetch(requestOf(nowhere.url)))).options).toMatchObject({
      stage: 'status',
      upstreamStatus: 302,
    })
  })
})

describe('failures and their stages', () => {
  const fast = { timeLimitMs: 300, maxBytes: 100_000 }

  it('dns', async () => {
    const lookup = async () => {
      throw new Error('ENOTFOUND')
    }
    const fault = await faultOf(fetcherWith({}, { lookup }).fetch(requestOf('http://u:pw@gone.test/?key=abc')))
    expect(fault.options.stage).toBe('dns')
    expect(fault.message).toBe('The name gone.test was not found. Check its spelling and the network.')
  })

  it('connect: refused', async () => {
    const url = `http://127.0.0.1:${await closedPort()}/`
    expect((await faultOf(fetcherWith().fetch(requestOf(url)))).options.stage).toBe('connect')
  })

  it.each([
    ['before the answer', ''],
    ['in the head', 'HTTP/1.1 200 OK\r\nContent-'],
    ['in the body', 'HTTP/1.1 200 OK\r\nContent-Length: 50\r\nETag: "e"\r\n\r\n{"half":'],
    ['in a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n{"half":'],
  ])('connect: reset %s', async (_when, text) => {
    const server = keep(
      await startTcpServer((socket) =>
        socket.once('data', () => socket.write(text, () => setTimeout(() => socket.resetAndDestroy(), 20))),
      ),
    )
    const fault = await faultOf(fetcherWith().fetch(requestOf(`http://127.0.0.1:${server.port}/`)))
    expect(fault.options.stage).toBe('connect')
    expect(fault.message).toMatch(/broke the connection off/)
    if (text.endsWith('"half":')) expect(factsOf(fault)).toMatchObject({ status: 200, bodyStart: '{"half":' })
    else expect(factsOf(fault)).toBeUndefined()
  })

  it('connect: no HTTP', async () => {
    const server = keep(await startTcpServer((socket) => socket.end('220 mail ready\r\n')))
    const fault = await faultOf(fetcherWith().fetch(requestOf(`http://127.0.0.1:${server.port}/`)))
    expect(fault.options.stage).toBe('connect')
    expect(fault.message).toMatch(/did not answer in HTTP/)
  })

  it('tls: a certificate that nobody vouches for', async () => {
    const server = keep(await startServer(sendJson({}), { tls: makeCertificate(['a.test']) }))
    expect((await faultOf(fetcherWith().fetch(requestOf(`https://a.test:${server.port}/`)))).options.stage).toBe('tls')
  })

  it('timeout: slow headers', async () => {
    const server = await serve(() => {})
    const fault = await faultOf(fetcherWith(fast).fetch(requestOf(server.url)))
    expect(fault.options.stage).toBe('timeout')
    expect(fault.retriable).toBe(true)
  })

  it('timeout: slow body, however steadily it drips', async () => {
    const server = await serve(async (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      while (!response.destroyed) {
        response.write(' ')
        await sleep(10)
      }
    })
    // Time enough for the head of the answer.
    const fault = await faultOf(fetcherWith({ timeLimitMs: 2_000 }).fetch(requestOf(server.url)))
    expect(fault.options.stage).toBe('timeout')
    expect(factsOf(fault)?.status).toBe(200)
  })

  it('timeout: a lookup that hangs', async () => {
    const fetcher = fetcherWith(fast, { lookup: () => new Promise(() => {}) })
    const since = performance.now()
    expect((await faultOf(fetcher.fetch(requestOf('http://a.test/')))).options.stage).toBe('timeout')
    expect(performance.now() - since).toBeLessThan(3000)
  })

  it('too_large: an endless body, stopped early', async () => {
    let sent = 0
    const chunk = Buffer.alloc(64 * 1024, ' ')
    const server = await serve(async (_request, response) => {
      while (!response.destroyed) {
        sent += chunk.length
        if (!response.write(chunk)) await sleep(1)
      }
    })
    const fault = await faultOf(fetcherWith({ maxBytes: 100_000 }).fetch(requestOf(server.url)))
    expect(fault.options.stage).toBe('too_large')
    expect(fault.retriable).toBe(false)
    expect(sent).toBeLessThan(100 * 1024 * 1024)
  })

  it.each([
    ['gzip', gzipSync(Buffer.alloc(50_000_000, ' '))],
    ['gzip, gzip', gzipSync(gzipSync(Buffer.alloc(50_000_000, ' ')))],
    ['br', brotliCompressSync(Buffer.alloc(8_000_000, ' '), { params: { 1: 4 } })],
    ['zstd', zstdCompressSync(Buffer.alloc(50_000_000, ' '))],
    ['deflate', deflateSync(Buffer.alloc(50_000_000, ' '))],
  ])('too_large: a bomb of %s', async (coding, bomb) => {
    const server = await serve((_request, response) => void response.setHeader('content-encoding', coding).end(bomb))
    const fetcher = fetcherWith()
    expect((await faultOf(fetcher.fetch(requestOf(server.url)))).options.stage).toBe('too_large')
  })

  it('too_large: codings that take much in and give nothing out', async () => {
    const members = Buffer.concat(Array.from({ length: 10_000 }, () => gzipSync('')))
    const body = brotliCompressSync(members)
    const server = await serve(
      (_request, response) => void response.setHeader('content-encoding', 'gzip, br').end(body),
    )
    const fault = await faultOf(fetcherWith({ maxBytes: 1000 }).fetch(requestOf(server.url)))
    expect(fault.options.stage).toBe('too_large')
  })

  it('parse: a zstd window that takes more memory than a server may ask for', async () => {
    const bodies = [23, 24].map((windowLog) => zstdOfWindow(windowLog, '{"a":1}'))
    const server = await serve((request, response) => {
      response.setHeader('content-encoding', 'zstd').end(bodies[Number(request.url.slice(1))])
    })
    expect((await fetchData(`${server.url}/0`)).text).toBe('{"a":1}')
    const fault = await faultOf(fetcherWith().fetch(requestOf(`${server.url}/1`)))
    expect(fault.options.stage).toBe('parse')
  })

  it('takes a body of exactly the limit', async () => {
    const body = `"${'x'.repeat(998)}"`
    const server = await serve((_request, response) => void response.end(body))
    expect((await fetchData(server.url, {}, fetcherWith({ maxBytes: 1000 }))).bytes).toBe(1000)
    const fault = await faultOf(fetcherWith({ maxBytes: 999 }).fetch(requestOf(server.url)))
    expect(fault.options.stage).toBe('too_large')
  })

  it.each(['text/html', 'Text/HTML; charset=utf-8', 'image/png', 'image/svg+xml', 'audio/mpeg', 'video/mp4'])(
    'content_type: %s, though it would parse',
    async (type) => {
      const server = await serve((_request, response) => void response.setHeader('content-type', type).end('{}'))
      expect((await faultOf(fetcherWith().fetch(requestOf(server.url)))).options.stage).toBe('content_type')
    },
  )

  it.each(['application/octet-stream', 'application/zip', 'application/pdf', 'application/vnd.ms-excel', 'font/woff2'])(
    'content_type: %s, though it would parse',
    async (type) => {
      const server = await serve((_request, response) => void response.setHeader('content-type', type).end('{}'))
      expect((await faultOf(fetcherWith().fetch(requestOf(server.url)))).options.stage).toBe('content_type')
    },
  )

  it.each(['compress', 'gzip, gzip, gzip, gzip', 'nonsense'])('content_type: the coding %s', async (coding) => {
    const server = await serve((_request, response) => void response.setHeader('content-encoding', coding).end('{}'))
    expect((await faultOf(fetcherWith().fetch(requestOf(server.url)))).options.stage).toBe('content_type')
  })

  it('content_type: a charset that nobody knows', async () => {
    const type = 'application/json; charset=klingon'
    const server = await serve((_request, response) => void response.setHeader('content-type', type).end('{}'))
    expect((await faultOf(fetcherWith().fetch(requestOf(server.url)))).options.stage).toBe('content_type')
  })

  it.each(['', ' \r\n\t', '\ufeff'])('parse: an empty answer %j', async (body) => {
    const server = await serve((_request, response) => void response.end(body))
    const fault = await faultOf(fetcherWith().fetch(requestOf(server.url)))
    expect(fault.options.stage).toBe('parse')
    expect(fault.message).toMatch(/empty answer/)
  })

  it('parse: 204', async () => {
    const server = await serve(
      (_request, response) => void response.writeHead(204, { 'content-type': 'text/html' }).end(),
    )
    expect((await faultOf(fetcherWith().fetch(requestOf(server.url)))).options).toMatchObject({ stage: 'parse' })
  })

  it.each([
    { 'content-type': 'text/html', 'content-length': '0' },
    { 'content-type': 'image/png', 'content-length': '0' },
    { 'content-type': 'application/json; charset=nobodys' },
  ])('parse: an empty answer, whatever it is declared to be: %j', async (headers) => {
    const server = await serve((_request, response) => void response.writeHead(200, headers).end())
    const fault = await faultOf(fetcherWith().fetch(requestOf(server.url)))
    expect(fault.options.stage).toBe('parse')
    expect(fault.message).toMatch(/empty answer/)
  })

  it('parse: broken JSON, with its place and without its text', async () => {
    const server = await serve((_request, response) => void response.end('{\n  "ok": hunter2 }'))
    const fault = await faultOf(fetcherWith().fetch(requestOf(server.url)))
    expect(fault.options.stage).toBe('parse')
    expect(fault.message).toMatch(/line 2, column 9/)
    expect(fault.message).not.toContain('hunter2')
    expect(factsOf(fault)?.bodyStart).toContain('hunter2')
  })

  it('parse: JSON that nests too deep, without falling over', async () => {
    const server = await serve((_request, response) => void response.end('['.repeat(50_000) + ']'.repeat(50_000)))
    const fault = await faultOf(fetcherWith().fetch(requestOf(server.url)))
    expect(fault.options.stage).toBe('parse')
    expect(fault.message).toMatch(/deeper than 256/)
  })

  it.each([
    ['gzip', 'not gzip at all'],
    ['zstd', 'not zstd at all'],
    ['br', 'not brotli at all'],
    ['deflate', 'not deflate at all'],
  ])('parse: what is not %s', async (coding, body) => {
    const server = await serve((_request, response) => void response.setHeader('content-encoding', coding).end(body))
    const fault = await faultOf(fetcherWith().fetch(requestOf(server.url)))
    expect(fault.options.stage).toBe('parse')
    expect(fault.message).toMatch(/compressed answer/)
  })

  it.each([
    [400, false],
    [401, false],
    [403, false],
    [404, false],
    [408, true],
    [418, false],
    [429, true],
    [500, true],
    [503, true],
  ])('status: %i', async (status, retriable) => {
    const server = await serve(sendJson({ why: 'because' }, { etag: '"e"' }, status))
    const fault = await faultOf(fetcherWith().fetch(requestOf(`${server.url}/?token=s3cr3t`)))
    expect(fault.options).toMatchObject({ stage: 'status', upstreamStatus: status })
    expect(fault.retriable).toBe(retriable)
    expect(fault.message).toContain(`answered ${status}`)
    // Whether it is depends on the policy, and a dry run never is.
    expect(fault.message).not.toContain('tried again')
    expect(fault.message).not.toMatch(/s3cr3t|because/)
    expect(factsOf(fault)).toEqual({
      status,
      contentType: 'application/json',
      etag: '"e"',
      bytes: 17,
      bodyStart: '{"why":"because"}',
    })
  })

  it.each([
    ['120', 120],
    ['0', 0],
    ['999999999', 86_400],
    ['Thu, 01 Jan 2026 00:02:00 GMT', 120],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['Fri, 01 Jan 2027 00:00:00 GMT', 86_400],
    ['soon', undefined],
    ['-5', undefined],
    ['1.5', undefined],
  ])('reads Retry-After %s as %s', async (header, seconds) => {
    const server = await serve(sendJson({}, { 'retry-after': header }, 429))
    const clock = () => Date.parse('2026-01-01T00:00:00Z')
    const fault = await faultOf(fetcherWith({ clock }).fetch(requestOf(server.url)))
    expect(fault.options.retryAfterSeconds).toBe(seconds)
  })

  it('does not wait for an error’s body that never ends', async () => {
    const server = await serve((_request, response) => void response.writeHead(500).write('partly'))
    const fault = await faultOf(fetcherWith().fetch(requestOf(server.url)))
    expect(fault.options).toMatchObject({ stage: 'status', upstreamStatus: 500 })
    expect(factsOf(fault)?.bodyStart).toBe('partly')
  })

  it('a header that can not be sent is a fault of the source, not of the farm', async () => {
    const server = await serve(sendJson({}))
    const fault = await faultOf(fetcherWith().fetch(requestOf(server.url, { headers: { 'X-Bad': 'a\r\nb' } })))
    expect(fault.slug).toBe('url-fetch-failed')
    expect(fault.retriable).toBe(false)
  })
})

describe('abort', () => {
  it('rejects with the reason, wherever the fetch is', async () => {
    const silent = await serve(() => {})
    const dripping = await serve((_request, response) => void response.write('{'))
    const failing = await serve((_request, response) => void response.writeHead(500).write('x'))
    for (const server of [silent, dripping, failing]) {
      const controller = new AbortController()
      const reason = new Problem('unavailable', 'stopping')
      const fetched = fetcherWith().fetch(requestOf(server.url), controller.signal)
      setTimeout(() => controller.abort(reason), 60)
      await expect(fetched).rejects.toBe(reason)
    }
    await expect(fetcherWith().fetch(requestOf(silent.url), AbortSignal.abort('early'))).rejects.toBe('early')
  })
})

describe('requests at a time', () => {
  it('are six per origin, in order, and other origins do not wait', async () => {
    let running = 0
    let most = 0
    const server = await serve(async (request, response) => {
      most = Math.max(most, ++running)
      await sleep(30)
      running--
      sendJson({})(request, response)
    })
    const fetcher = fetcherWith()
    const all = Array.from({ length: 20 }, (_, i) => fetcher.fetch(requestOf(`${server.url}/${i}`)))
    const done = await Promise.all(all)
    expect(most).toBe(6)
    expect(
      server.seen
        .map(({ url }) => url)
        .slice(0, 6)
        .sort(),
    ).toEqual(['/0', '/1', '/2', '/3', '/4', '/5'])
    expect(done[0]?.queueMs).toBeLessThan(done[19]?.queueMs ?? 0)
  })

  it('a fetch in line can be aborted, and its place is not lost', async () => {
    const released: (() => void)[] = []
    const server = await serve(async (request, response) => {
      await new Promise<void>((resolve) => released.push(resolve))
      sendJson({})(request, response)
    })
    const fetcher = fetcherWith({ perOrigin: 1 })
    const first = fetcher.fetch(requestOf(server.url))
    const controller = new AbortController()
    const inLine = Promise.withResolvers<void>()
    const second = fetcher.fetch(requestOf(server.url), controller.signal, () => inLine.resolve())
    const third = fetcher.fetch(requestOf(server.url))
    await inLine.promise
    controller.abort(new Error('no longer'))
    await expect(second).rejects.toThrow('no longer')
    const elsewhere = await serve(sendJson({}))
    await fetcher.fetch(requestOf(elsewhere.url))
    while (released.length < 1) await sleep(5)
    released[0]?.()
    await first
    while (released.length < 2) await sleep(5)
    released[1]?.()
    await third
    expect(server.seen).toHaveLength(2)
  })

  it('two origins that redirect to each other do not wait for ever', async () => {
    const [a, b]: TestServer[] = [
      await serve((request, response) =>
        request.url === '/'
          ? void response.writeHead(302, { location: `${b?.url}/x` }).end()
          : sendJson({})(request, response),
      ),
      await serve((request, response) =>
        request.url === '/'
          ? void response.writeHead(302, { location: `${a?.url}/x` }).end()
          : sendJson({})(request, response),
      ),
    ]
    const fetcher = fetcherWith({ perOrigin: 1 })
    const all = [a, b, a, b].map((server) => fetcher.fetch(requestOf(`${server?.url}/`)))
    expect(await Promise.all(all)).toHaveLength(4)
  })
})
