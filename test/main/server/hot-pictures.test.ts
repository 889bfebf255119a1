import { once } from 'node:events'
import { Agent, type IncomingMessage, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AnswerFacts } from '../../../src/main/server/answer-records.ts'
import { createHostCheck } from '../../../src/main/server/guards.ts'
import { hotPictures } from '../../../src/main/server/hot-pictures.ts'
import { createListener } from '../../../src/main/server/listener.ts'
import { until } from '../../helpers/clock.ts'
import { startTestFarm, TEST_KEY, type TestFarm } from '../../helpers/farm.ts'
import { exchange, type RawReply } from '../../torture/raw-exchange.ts'

let farm: TestFarm
/** Answers what is answered at once, and says 599 where a request is left to the ordinary route. */
let hot: Server
let clock = Date.parse('2026-05-01T12:00:00Z')
const recorded: AnswerFacts[] = []
const uids: Record<string, string> = {}

const STATES = ['manual', 'fresh', 'paused', 'stale', 'default']
const LEFT = 599
const KEPT = { connection: ['keep-alive'], 'keep-alive': ['timeout=5'] }
const keeping = new Agent({ keepAlive: true })
const HOST = 'Host: localhost'

beforeAll(async () => {
  // Both stand still, so that no clock was set back on a machine that is slow.
  farm = await startTestFarm({ now: () => clock, monotonic: () => clock })
  const templateId = await farm.template('<p>{{title}}</p>', { width: 40, height: 20 })
  const make = async (name: string, more: object = {}) => {
    const dataSource = { type: 'static', data: { title: name } }
    const { uid } = await farm.binding({ templateId, dataSource, mapping: { title: 'title' }, ...more })
    uids[name] = uid
    return uid
  }
  await make('manual', { refreshPolicy: { type: 'manual' } })
  await make('fresh', { refreshPolicy: { type: 'ttl', ttlSeconds: 3600 } })
  await farm.call('POST', `/bindings/${await make('paused')}/pause`)
  const dead = { dataSource: { type: 'http', url: 'http://127.0.0.1:1/' } }
  await make('stale')
  await make('default', { refreshPolicy: { type: 'ttl', onError: 'serve_default' } })
  for (const name of ['stale', 'default']) {
    await farm.call('PUT', `/bindings/${uids[name]}`, dead)
    await farm.call('POST', `/bindings/${uids[name]}/refresh?wait=true`)
  }
  await make('failing', dead)
  await farm.call('DELETE', `/bindings/${await make('deleted')}`)
  // What is stored of a run takes its picture out of memory.
  await until(async () => (await farm.farm.latestNews()).every(({ type }) => type !== 'run.started'))
  for (const name of STATES) await warm(name, ['png', 'jpg', 'webp', 'pdf'])
  const answerAtOnce = hotPictures({
    pictures: farm.farm.pictures,
    isMeant: createHostCheck(guards()),
    record: (facts) => void recorded.push(facts),
  })
  hot = createListener({ atOnce: answerAtOnce, handler: (_, response) => response.writeHead(LEFT).end() }).server
  hot.listen(0, '127.0.0.1')
  await once(hot, 'listening')
})
afterAll(async () => {
  keeping.destroy()
  hot.closeAllConnections()
  hot.close()
  await farm.stop()
})

const guards = () => ({
  keys: farm.farm.keys,
  host: '127.0.0.1',
  publicUrl: null,
  serverNames: [],
  now: () => clock,
})

async function warm(name: string, extensions: readonly string[]): Promise<void> {
  for (const extension of extensions) await farm.raw('GET', `/b/${uids[name]}.${extension}`)
}

async function ask(url: string, lines: string[]): Promise<RawReply> {
  const { replies } = await exchange(Number(new URL(url).port), [...lines, 'Connection: close', '', ''].join('\r\n'))
  return replies[0] ?? { status: 0, headers: new Map(), body: '' }
}
const hotUrl = () => `http://127.0.0.1:${(hot.address() as AddressInfo).port}`
const atOnce = (lines: string[]) => ask(hotUrl(), lines)
const ofFarm = (lines: string[]) => ask(farm.farm.url, lines)
/** An escape that the router undoes is left to it. */
const leftToRouter = ([first = '', ...rest]: string[]) => [first.replace('/b/bind_', '/b/bind%5F'), ...rest]
const theOrdinaryWay = (lines: string[]) => ofFarm(leftToRouter(lines))

/** The same by a client that keeps its connection, which is answered otherwise than one that ends it. */
async function askKept(url: string, [first = '', ...lines]: string[]): Promise<RawReply> {
  const [method, path] = first.split(' ')
  const headers = lines.flatMap((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()])
  const asked = request(url, { agent: keeping, method, path, headers, setHost: false }).end()
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  const body = await buffer(response)
  const values = Object.entries(response.headersDistinct as Record<string, string[]>)
  return { status: response.statusCode ?? 0, headers: new Map(values), body: body.toString('latin1') }
}

function comparable({ status, headers, body }: RawReply) {
  const { 'x-request-id': id, date, ...same } = Object.fromEntries(headers)
  return {
    status,
    headers: { ...same, id: id?.map((text) => text.replace(/[0-9a-f]/g, 'x')), date: date?.length },
    body,
  }
}

async function expectEqual(lines: string[], status: number): Promise<void> {
  const ordinary = comparable(await theOrdinaryWay(lines))
  expect(comparable(await atOnce(lines))).toEqual(ordinary)
  expect(comparable(await ofFarm(lines))).toEqual(ordinary)
  expect(ordinary.status).toBe(status)

  const kept = comparable(await askKept(farm.farm.url, leftToRouter(lines)))
  expect(comparable(await askKept(hotUrl(), lines))).toEqual(kept)
  expect(comparable(await askKept(farm.farm.url, lines))).toEqual(kept)
  expect(kept).toEqual({ ...ordinary, headers: { ...ordinary.headers, ...KEPT } })
}

describe('a picture in memory is answered at once as it is the ordinary way', () => {
  const paths = STATES.flatMap((name) =>
    ['png', 'jpg', 'jpeg', 'webp', 'pdf'].map((extension) => ({ name, extension })),
  )
  test.each(paths)('of $name as $extension', async ({ name, extension }) => {
    const path = `/b/${uids[name]}.${extension}`
    for (const method of ['GET', 'HEAD'])
      for (const target of [path, `/v1${path}`, `${path}?v=2`, `${path}?`, `${path}?a=/b/x.png`])
        await expectEqual([`${method} ${target} HTTP/1.1`, HOST], 200)
    const state = name === 'stale' || name === 'default' ? name : 'fresh'
    expect((await farm.raw('HEAD', path)).headers.get('x-bindery-state')).toBe(state)
  })

  const tag = async () => (await farm.raw('HEAD', `/b/${uids.fresh}.png`)).headers.get('etag') ?? ''
  const date = async () => (await farm.raw('HEAD', `/b/${uids.fresh}.png`)).headers.get('last-modified') ?? ''
  test.each<[string, () => string[] | Promise<string[]>, number]>([
    ['the tag', async () => [`If-None-Match: ${await tag()}`], 304],
    ['the tag, weak', async () => [`If-None-Match: W/${await tag()}`], 304],
    ['the tag among others', async () => [`If-None-Match: "a", ${await tag()}`], 304],
    ['two lines of tags', async () => ['If-None-Match: "a"', `If-None-Match: ${await tag()}`], 304],
    ['any tag', () => ['If-None-Match: *'], 304],
    ['another tag', () => ['If-None-Match: "other"'], 200],
    ['no tag', () => ['If-None-Match:'], 200],
    ['its date', async () => [`If-Modified-Since: ${await date()}`], 304],
    ['an earlier date', () => ['If-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT'], 200],
    ['no date', () => ['If-Modified-Since: yesterday'], 200],
    ['another tag and its date', async () => ['If-None-Match: "other"', `If-Modified-Since: ${await date()}`], 200],
    ['the tag that it is to have', async () => [`If-Match: ${await tag()}`], 200],
    ['the date that it is to have', async () => [`If-Unmodified-Since: ${await date()}`], 200],
    ['the first bytes', () => ['Range: bytes=0-9'], 206],
    ['the last bytes', () => ['Range: bytes=-9'], 206],
    ['all but the first', () => ['Range: bytes=9-'], 206],
    ['several ranges', () => ['Range: bytes=0-1,4-5'], 200],
    ['no range', () => ['Range: lines=1-2'], 200],
    ['a range of this very picture', async () => ['Range: bytes=0-9', `If-Range: ${await tag()}`], 206],
    ['a range of another picture', () => ['Range: bytes=0-9', 'If-Range: "other"'], 200],
    ['a range as of its date', async () => ['Range: bytes=0-9', `If-Range: ${await date()}`], 206],
    ['a key that it needs not', () => [`Authorization: Bearer ${TEST_KEY}`], 200],
    ['a wrong key', () => ['Authorization: Bearer wrong'], 200],
    ['the page of another origin', () => ['Origin: https://evil.example', 'Sec-Fetch-Site: cross-site'], 200],
    ['an expectation', () => ['Expect: something'], 200],
  ])('asked with %s', async (_, more, status) => {
    const lines = [`GET /b/${uids.fresh}.png HTTP/1.1`, HOST, ...(await more())]
    await expectEqual(lines, status)
  })

  test.each(['LOCALHOST', '127.0.0.1', '127.0.0.1:80', '[::1]:9'])('at the Host %s', async (host) => {
    await expectEqual([`GET /b/${uids.fresh}.png HTTP/1.1`, `Host: ${host}`], 200)
  })

  test('past due', async () => {
    const before = clock
    clock += 3600_000 * 2
    // Paused, so that it stays so: one that is past due is refreshed for the first who asks.
    await expectEqual([`GET /b/${uids.paused}.png HTTP/1.1`, HOST], 200)
    clock = before
  })
})

describe('left to the ordinary route is', () => {
  const path = (name: string, extension = 'png') => `/b/${uids[name]}.${extension}`
  test.each<[string, () => string[], number]>([
    ['another Host', () => [`GET ${path('fresh')} HTTP/1.1`, 'Host: evil.example'], 421],
    ['no Host', () => [`GET ${path('fresh')} HTTP/1.1`], 421],
    ['two Hosts', () => [`GET ${path('fresh')} HTTP/1.1`, HOST, HOST], 421],
    ['a target in absolute form', () => [`GET http://localhost${path('fresh')} HTTP/1.1`, HOST], 421],
    ['another method', () => [`POST ${path('fresh')} HTTP/1.1`, HOST, 'Content-Length: 0'], 405],
    ['a body', () => [`GET ${path('fresh')} HTTP/1.1`, HOST, 'Content-Length: 0'], 200],
    ['another tag than it is to have', () => [`GET ${path('fresh')} HTTP/1.1`, HOST, 'If-Match: "x"'], 412],
    ['a range that is not there', () => [`GET ${path('fresh')} HTTP/1.1`, HOST, 'Range: bytes=999999-'], 416],
    ['a format that there is not', () => [`GET ${path('fresh', 'gif')} HTTP/1.1`, HOST], 404],
    ['a binding that is not there', () => ['GET /b/bind_none.png HTTP/1.1', HOST], 404],
    ['a binding that was deleted', () => [`GET ${path('deleted')} HTTP/1.1`, HOST], 410],
    ['a binding with nothing to show', () => [`GET ${path('failing')} HTTP/1.1`, HOST], 502],
    ['a longer path', () => [`GET ${path('fresh')}/x HTTP/1.1`, HOST], 404],
    ['all else', () => ['GET /status HTTP/1.1', HOST], 200],
  ])('%s', async (_, lines, status) => {
    expect((await atOnce(lines())).status).toBe(LEFT)
    expect((await ofFarm(lines())).status).toBe(status)
  })

  test('a picture that is not in memory', async () => {
    const uid = uids.manual ?? ''
    farm.farm.pictures.forget(uid)
    const lines = [`GET ${path('manual')} HTTP/1.1`, HOST]
    expect((await atOnce(lines)).status).toBe(LEFT)
    expect((await theOrdinaryWay(lines)).status).toBe(200)
    expect((await atOnce(lines)).status).toBe(200)
  })
})

test('each is recorded once, as the ordinary route records it', async () => {
  recorded.length = 0
  await atOnce([`HEAD /b/${uids.manual}.png HTTP/1.1`, HOST])
  expect(recorded).toMatchObject([{ method: 'HEAD', route: '/b/:uid.:extension', status: 200 }])
  expect(recorded[0]?.id).toMatch(/^req_[0-9a-f-]{36}$/)
  const count = async () => {
    const line = 'bindery_http_requests_total{method="GET",route="/b/:uid.:extension",status="200"}'
    const { bytes } = await farm.call('GET', '/metrics')
    return Number(
      bytes
        .toString()
        .split('\n')
        .find((each) => each.startsWith(line))
        ?.split(' ')
        .at(-1),
    )
  }
  const before = await count()
  await ofFarm([`GET /b/${uids.manual}.png HTTP/1.1`, HOST])
  await theOrdinaryWay([`GET /b/${uids.manual}.png HTTP/1.1`, HOST])
  expect(await count()).toBe(before + 2)
})

test('answers on one connection come in the order in which they were asked', async () => {
  const asked = ['/bindings', `/b/${uids.manual}.png`, '/bindings', `/b/${uids.manual}.png`, `/b/${uids.manual}.jpg`]
  const heads = asked.map((path, at) => {
    const end = at === asked.length - 1 ? '\r\nConnection: close' : ''
    return `GET ${path} HTTP/1.1\r\n${HOST}${end}\r\n\r\n`
  })
  const { replies } = await exchange(Number(new URL(farm.farm.url).port), heads.join(''))
  const types = replies.map(({ headers }) => headers.get('content-type')?.[0])
  const problem = 'application/problem+json'
  expect(types).toEqual([problem, 'image/png', problem, 'image/png', 'image/jpeg'])
})
