import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { DATABASE_FILE } from '../../../src/main/db/database-file.ts'
import { apiKeyPath } from '../../../src/main/process/options.ts'
import { writeNewApiKey } from '../../../src/main/secrets/api-key.ts'
import { problemOf } from '../../helpers/contract.ts'
import { openStream } from '../../helpers/event-stream.ts'
import { startTestFarm, TEST_KEY, type TestFarm } from '../../helpers/farm.ts'
import { restSample } from '../../helpers/rest-sample.ts'

let farm: TestFarm
let uid: string
let templateId: string
beforeAll(async () => {
  farm = await startTestFarm()
  templateId = await farm.template('<body>{{a}}</body>')
  await restSample(farm)
  const dataSource = { type: 'static', data: { a: 1 } }
  uid = String((await farm.binding({ templateId, dataSource, mapping: { a: 'a' } })).uid)
})
afterAll(() => farm.stop())

const refresh = async () => (await farm.call('POST', `/bindings/${uid}/refresh?wait=true`)).json.run
const change = (a: number) => farm.call('PUT', `/bindings/${uid}`, { dataSource: { type: 'static', data: { a } } })

test('the stream wants a key', async () => {
  problemOf(await farm.raw('GET', '/events'), 401, 'missing-authorization')
  problemOf(await farm.raw('GET', `/events?token=${TEST_KEY}`), 401, 'missing-authorization')
})

test('every successful refresh is told as it happens, and whether the picture changed', async () => {
  const stream = await openStream(farm)
  expect(stream.response.headers.get('content-type')).toBe('text/event-stream')
  expect(stream.response.headers.get('cache-control')).toBe('no-store')
  const run = await refresh()
  const told = await stream.next()
  expect(told).toMatchObject({
    event: 'binding.updated',
    data: {
      event: 'binding.updated',
      timestamp: expect.stringMatching(/Z$/),
      data: {
        bindingId: uid,
        bindingName: 'A template',
        templateId,
        status: 'active',
        changed: false,
        run: { id: run.id },
      },
    },
  })
  expect(told?.data.data.renderUrl).toBe(`${farm.farm.url}/b/${uid}.png`)
  await change(2)
  const types = [await stream.next(), await stream.next()]
  expect(types.map((event) => event?.event).sort()).toEqual(['binding.updated', 'render.completed'])
  const updated = types.find((event) => event?.event === 'binding.updated')
  expect(updated?.data.data).toMatchObject({ changed: true, run: { outcome: 'rendered' } })
  const completed = types.find((event) => event?.event === 'render.completed')
  expect(completed?.data.data).toMatchObject({
    type: 'image',
    source: 'binding',
    bindingId: uid,
    templateId,
    width: 120,
  })
  stream.close()
})

test('a picture that comes out the same did not change, though its variables did', async () => {
  const same = await farm.template('<body>{{#if a}}yes{{/if}}</body>')
  const { uid: other } = await farm.binding({
    templateId: same,
    dataSource: { type: 'static', data: { a: 1 } },
    mapping: { a: 'a' },
  })
  const etagOf = async () => (await farm.raw('GET', `/b/${other}.png`)).headers.get('etag')
  const before = await etagOf()
  const stream = await openStream(farm)
  const updated = async (a: number) => {
    await farm.call('PUT', `/bindings/${other}`, { dataSource: { type: 'static', data: { a } } })
    const types = [await stream.next(), await stream.next()]
    return types.find((event) => event?.event === 'binding.updated')?.data.data
  }
  expect(await updated(2)).toMatchObject({ changed: false, run: { outcome: 'rendered', changed: ['a'] } })
  expect(await etagOf()).toBe(before)
  expect(await updated(0)).toMatchObject({ changed: true })
  expect(await etagOf()).not.toBe(before)
  stream.close()
})

test('a failure, a render by the API and a render that fails are told too', async () => {
  const stream = await openStream(farm)
  await farm.call('POST', `/templates/${templateId}/render`, { variables: { a: 5 }, format: 'pdf' })
  expect((await stream.next())?.data).toMatchObject({
    event: 'render.completed',
    data: {
      type: 'pdf',
      source: 'api',
      templateId,
      bindingId: null,
      imageId: expect.any(String),
      renderedAt: expect.any(String),
    },
  })
  const strict = await farm.template('{{a}}', { strictVariables: true })
  await farm.call('POST', `/templates/${strict}/render`, {})
  expect((await stream.next())?.data).toMatchObject({
    event: 'render.failed',
    data: {
      type: 'image',
      templateId: strict,
      bindingId: null,
      error: expect.any(String),
      errorCode: 'UNDEFINED_VARIABLE',
    },
  })
  const dataSource = { type: 'http', url: 'http://10.0.0.1/' }
  // Nobody tries it again, which would be told in the middle of another test.
  await farm.binding({ templateId, dataSource, mapping: { a: 'a' }, refreshPolicy: { type: 'manual' } })
  expect((await stream.next())?.data).toMatchObject({
    event: 'binding.failed',
    data: { status: 'error', changed: false },
  })
  stream.close()
})

test('Last-Event-ID resumes: nothing is lost, nothing comes twice, the order is kept', async () => {
  const stream = await openStream(farm)
  await refresh()
  const first = await stream.next()
  stream.close()
  for (let i = 0; i < 5; i++) await refresh()
  const resumed = await openStream(farm, { 'last-event-id': String(first?.id) })
  const live = refresh()
  const ids: number[] = []
  for (let i = 0; i < 6; i++) ids.push((await resumed.next())?.id ?? -1)
  await live
  expect(ids).toEqual(Array.from({ length: 6 }, (_, index) => (first?.id ?? 0) + 1 + index))
  resumed.close()
})

test.each(['999999999', '-1', 'abc', '1.5', ''])(
  'from "%s", which never was, it goes on with what comes',
  async (id) => {
    const stream = await openStream(farm, { 'last-event-id': id })
    const run = await refresh()
    expect((await stream.next())?.data.data.run.id).toBe(run.id)
    stream.close()
  },
)

test.each([
  ['the farm', (own: TestFarm) => own.farm.keys.rotate()],
  // As `bindery key rotate` does, of which the farm is told by nobody.
  ['another program', (own: TestFarm) => writeNewApiKey(own.dataDir)],
])('a key that is rotated by %s ends its streams and sessions, though nothing happens', async (_, rotate) => {
  const own = await startTestFarm({ options: { apiKey: null } })
  const token = own.farm.keys.sessionToken
  const key = readFileSync(apiKeyPath(own.dataDir), 'utf8').trim()
  const bearers = [token, key].map((bearer) => ({ authorization: `Bearer ${bearer}` }))
  const [sample] = (await own.raw('GET', '/bindings', { headers: bearers[0] ?? {} })).json.bindings
  await own.raw('POST', `/bindings/${sample.uid}/refresh?wait=true`, { headers: bearers[0] ?? {} })
  await own.raw('POST', `/bindings/${sample.uid}/pause`, { headers: bearers[0] ?? {} })
  const streams = await Promise.all(bearers.map((headers) => openStream(own, headers)))
  rotate(own)
  for (const stream of streams) while (await stream.next()) {}
  for (const headers of bearers) problemOf(await own.raw('GET', '/bindings', { headers }), 401, 'invalid-api-key')
  expect(own.farm.keys.sessionToken).not.toBe(token)
  const headers = { authorization: `Bearer ${own.farm.keys.sessionToken}` }
  expect((await own.raw('GET', '/bindings', { headers })).status).toBe(200)
  await own.stop()
})

test('streams leave nothing behind, and end when the farm stops', async () => {
  const own = await startTestFarm()
  const stream = await openStream(own)
  for (let i = 0; i < 3; i++) (await openStream(own)).close()
  const ended = (async () => {
    while (await stream.next()) {}
  })()
  await own.stop()
  await ended
})

test('a reader that has to be waited for again and again leaves nothing behind on its answer', async () => {
  const warnings: string[] = []
  const onWarning = ({ name }: Error) => void warnings.push(name)
  process.on('warning', onWarning)
  const sqlite = new BetterSqlite3(join(farm.dataDir, DATABASE_FILE))
  // Each is more than what is passed on without a wait.
  const data = JSON.stringify({ filler: 'x'.repeat(200_000) })
  const add = sqlite.prepare("INSERT INTO events (id, type, data, created_at) VALUES (?, 'binding.updated', ?, 0)")
  const before = sqlite.prepare('SELECT max(seq) FROM events').pluck().get()
  for (let n = 0; n < 20; n++) add.run(`evt_large_${n}`, data)
  sqlite.close()
  const stream = await openStream(farm, { 'last-event-id': String(before) })
  for (let n = 0; n < 20; n++) expect((await stream.next())?.data.data.filler).toHaveLength(200_000)
  stream.close()
  process.off('warning', onWarning)
  expect(warnings).toEqual([])
})

test('a stream on which nothing happens is kept alive', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  onTestFinished(() => void vi.useRealTimers())
  const response = await fetch(`${farm.farm.url}/events`, { headers: { authorization: `Bearer ${TEST_KEY}` } })
  const reader = (response.body as ReadableStream<Uint8Array>).getReader()
  let text = ''
  const until = async (end: string) => {
    while (!text.endsWith(end)) {
      const { value } = await reader.read()
      if (!value) throw new Error(`The stream ended after ${text}`)
      text += Buffer.from(value).toString()
    }
  }
  await until(': connected\n\n')
  vi.advanceTimersByTime(15_000)
  await until(': \n\n')
  await reader.cancel()
})
