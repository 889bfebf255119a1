import { afterAll, beforeAll, expect, test } from 'vitest'
import { problemOf, underContract } from '../../helpers/contract.ts'
import { startTestFarm, type TestFarm } from '../../helpers/farm.ts'
import { sendJson, startServer, type TestServer } from '../../helpers/http-server.ts'

let farm: TestFarm
let source: TestServer
let templateId: string
let data: unknown
let status = 200

beforeAll(async () => {
  source = await startServer((request, response) => sendJson(data, {}, status)(request, response))
  farm = await underContract(await startTestFarm())
  templateId = await farm.template('<body>{{title}} {{json list}}</body>', {
    variableDefinitions: [{ name: 'title', validation: { maxLength: 10 } }],
  })
})
afterAll(async () => {
  await farm.stop()
  await source.stop()
})

async function make(first: unknown) {
  data = first
  status = 200
  const { uid } = await farm.binding({
    templateId,
    mapping: { title: 'title', list: 'list' },
    dataSource: { type: 'http', url: source.url },
    refreshPolicy: { type: 'manual' },
  })
  return uid
}
const refresh = async (uid: string) => (await farm.call('POST', `/bindings/${uid}/refresh?wait=true`)).json.run.id
const newest = async (uid: string) => (await farm.call('GET', `/bindings/${uid}/runs`)).json.runs[0].id
const tryWith = (uid: string, runId: string, body?: object) =>
  farm.call('POST', `/bindings/${uid}/runs/${runId}/test`, body)

test('the newest run: its data is walked again, by the definition as it would be, and the source is not asked', async () => {
  const uid = await make({ title: 'far too long', other: 'short' })
  const failed = await newest(uid)
  expect((await farm.call('GET', `/bindings/${uid}`)).json.binding.lastError.stage).toBe('compose')
  const asked = source.seen.length
  const before = (await farm.call('GET', `/bindings/${uid}/runs`)).json
  expect((await tryWith(uid, failed)).json).toMatchObject({
    ok: false,
    data: { title: 'far too long', other: 'short' },
    error: { stage: 'compose' },
  })
  const mended = await tryWith(uid, failed, { mapping: { title: 'other', none: 'none' }, outputConfig: { width: 30 } })
  expect(mended.json).toMatchObject({
    ok: true,
    fetch: null,
    variables: { title: 'short' },
    missing: ['none'],
    unused: ['none'],
    image: { width: 30 },
  })
  expect(source.seen.length).toBe(asked)
  expect((await farm.call('GET', `/bindings/${uid}/runs`)).json).toEqual(before)
})

test('an older run: the variables that are kept with it, also of one that drew nothing new', async () => {
  const uid = await make({ title: 'one' })
  const first = await newest(uid)
  const unchanged = await refresh(uid)
  data = { title: 'two' }
  const second = await refresh(uid)
  for (const id of [first, unchanged]) {
    expect((await tryWith(uid, id, { mapping: {} })).json).toMatchObject({
      ok: true,
      data: null,
      missing: null,
      unused: null,
      variables: { title: 'one' },
    })
  }
  expect((await tryWith(uid, second)).json).toMatchObject({ data: { title: 'two' }, variables: { title: 'two' } })
})

test('409 where it got no data, or more than is kept; 404 where there is none', async () => {
  const uid = await make({ title: 'long', list: 'x'.repeat(3000) })
  const long = await newest(uid)
  expect((await tryWith(uid, long)).json).toMatchObject({ ok: true, variables: { title: 'long' } })
  status = 500
  const failed = await refresh(uid)
  expect(problemOf(await tryWith(uid, failed), 409, 'conflict').detail).toMatch(/got no data/)
  status = 200
  data = { title: 'short' }
  await refresh(uid)
  expect(problemOf(await tryWith(uid, long), 409, 'conflict').detail).toMatch(/list was cut/)
  problemOf(await tryWith(uid, 'run_none'), 404, 'not-found')
  problemOf(await tryWith('bind_none', failed), 404, 'binding-not-found')
  problemOf(await tryWith(await make({ title: 'other' }), failed), 404, 'not-found')
})
