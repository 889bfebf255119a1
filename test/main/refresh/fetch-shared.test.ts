import type { ServerResponse } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { parseAllowEntry } from '../../../src/main/network/allow-list.ts'
import { createGate } from '../../../src/main/network/gate.ts'
import { createFetcher, type Fetcher, type FetchRequest } from '../../../src/main/refresh/fetch.ts'
import { shareFetches } from '../../../src/main/refresh/fetch-shared.ts'
import { until } from '../../helpers/clock.ts'
import { startServer, type TestServer } from '../../helpers/http-server.ts'

const stops: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

interface Held {
  fetcher: Fetcher
  source: TestServer
  /** Answers that were asked for and are held back. */
  asked: ServerResponse[]
  /** Connections that were hung up on. */
  left(): number
  answerAll(): void
}

/** A source that holds its answers back until the test says so. */
async function hold(perOrigin = 6): Promise<Held> {
  const asked: ServerResponse[] = []
  let left = 0
  const source = await startServer((_, response) => {
    asked.push(response)
    response.on('close', () => {
      if (!response.writableEnded) left++
    })
  })
  const gate = createGate({ allowed: () => [parseAllowEntry('127.0.0.1')], ownPorts: () => [] })
  stops.push(
    () => source.stop(),
    () => gate.stop(),
  )
  return {
    // Longer than a test may wait, so that nothing ends by it.
    fetcher: shareFetches(createFetcher({ gate, version: '1', perOrigin, timeLimitMs: 300_000 })),
    source,
    asked,
    left: () => left,
    answerAll() {
      for (const [at, response] of asked.entries()) {
        if (!response.writableEnded) response.writeHead(200, { 'content-type': 'application/json' }).end(String(at))
      }
    },
  }
}

const requestTo = ({ source }: Held, more: Partial<FetchRequest> = {}): FetchRequest => ({
  url: `${source.url}/data`,
  method: 'GET',
  headers: { 'x-plain': 'a' },
  body: null,
  credentials: null,
  secretHeaders: [],
  validators: null,
  ...more,
})

const textOf = async (fetched: ReturnType<Fetcher['fetch']>) => {
  const result = await fetched
  return result.kind === 'data' ? result.text : result.kind
}

test('those who ask the very same share one fetch, and the next one is a new one', async () => {
  const held = await hold()
  const all = Array.from({ length: 20 }, () => textOf(held.fetcher.fetch(requestTo(held))))
  await until(() => held.asked.length > 0)
  held.answerAll()
  expect(new Set(await Promise.all(all))).toEqual(new Set(['0']))
  const next = textOf(held.fetcher.fetch(requestTo(held)))
  await until(() => held.asked.length === 2)
  held.answerAll()
  expect(await next).toBe('1')
})

test.each<[string, Partial<FetchRequest>]>([
  ['a token', { credentials: { type: 'bearer_token', value: 'another-token' } }],
  ['no token', { credentials: null }],
  ['the same value as another kind of secret', { credentials: { type: 'api_key', value: 'one-token' } }],
  ['a plain header', { headers: { 'x-plain': 'b' } }],
  ['a header that is a secret', { secretHeaders: ['x-plain'] }],
  ['an entity tag', { validators: { etag: '"a"', lastModified: null } }],
  ['a date', { validators: { etag: null, lastModified: 'Thu, 01 Jan 1970 00:00:00 GMT' } }],
  ['a method', { method: 'POST' }],
  ['a body', { method: 'POST', body: '{}' }],
  ['a type of its body', { method: 'POST', body: '{}', contentType: 'text/plain' }],
])('whoever asks with another secret or request has a fetch of their own: %s', async (_, more) => {
  const held = await hold()
  const base: Partial<FetchRequest> = { credentials: { type: 'bearer_token', value: 'one-token' } }
  const asked = [base, { ...base, ...more }, base].map((each) => textOf(held.fetcher.fetch(requestTo(held, each))))
  await until(() => held.asked.length === 2)
  held.answerAll()
  const [first, other, third] = await Promise.all(asked)
  expect([first === other, first === third]).toEqual([false, true])
})

test('one who goes away costs the others nothing; when all have gone it ends', async () => {
  const held = await hold()
  const controllers = [new AbortController(), new AbortController(), new AbortController()]
  const results = controllers.map(({ signal }) => textOf(held.fetcher.fetch(requestTo(held), signal)))
  await until(() => held.asked.length === 1)
  controllers[0]?.abort(new Error('changed'))
  await expect(results[0]).rejects.toThrow('changed')
  held.answerAll()
  expect(await Promise.all(results.slice(1))).toEqual(['0', '0'])

  const gone = [new AbortController(), new AbortController()]
  const cut = gone.map(({ signal }) => textOf(held.fetcher.fetch(requestTo(held), signal)))
  await until(() => held.asked.length === 2)
  for (const each of gone) each.abort(new Error('stopped'))
  for (const each of cut) await expect(each).rejects.toThrow('stopped')
  await until(() => held.left() === 1)
  const after = textOf(held.fetcher.fetch(requestTo(held)))
  await until(() => held.asked.length === 3)
  held.answerAll()
  expect(await after).toBe('2')
})

test('a fault is everybody’s', async () => {
  const held = await hold()
  const results = [0, 1].map(() => textOf(held.fetcher.fetch(requestTo(held))))
  await until(() => held.asked.length === 1)
  held.asked[0]?.writeHead(500).end()
  for (const each of results) await expect(each).rejects.toMatchObject({ slug: 'url-fetch-failed' })
})

test('all are told when it waits for a place at its origin, and when that is over', async () => {
  const held = await hold(1)
  const first = held.fetcher.fetch(requestTo(held))
  await until(() => held.asked.length === 1)
  const told: boolean[][] = [[], []]
  const second = told.map((own) =>
    held.fetcher.fetch(requestTo(held, { headers: {} }), undefined, (isWaiting) => own.push(isWaiting)),
  )
  await until(() => told.every((own) => own.length === 1))
  held.answerAll()
  await first
  await until(() => held.asked.length === 2)
  held.answerAll()
  await Promise.all(second)
  expect(told).toEqual([
    [true, false],
    [true, false],
  ])
})
