import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeNewApiKey } from '../../../src/main/secrets/api-key.ts'
import { until } from '../../helpers/clock.ts'
import { startTestFarm, type TestFarm } from '../../helpers/farm.ts'
import { sendJson, startServer } from '../../helpers/http-server.ts'

let farm: TestFarm
beforeAll(async () => {
  farm = await startTestFarm({ options: { apiKey: null } })
})
afterAll(() => farm.stop())

// biome-ignore lint/suspicious/noExplicitAny: tests read what the documentation says is there
const lines = (): any[] =>
  farm
    .logged()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
const saying = (msg: string) => lines().filter((line) => line.msg === msg)
const call = (method: string, path: string, body?: unknown) =>
  farm.call(method, path, body, { authorization: `Bearer ${farm.farm.keys.sessionToken}` })

test('a start says where and as what', async () => {
  expect(saying('Bindery has started')).toEqual([
    expect.objectContaining({ level: 'info', url: farm.farm.url, dataDir: farm.dataDir, version: expect.any(String) }),
  ])
})

test('each run is told: a failed one and a change of its binding at info, the others at debug', async () => {
  let status = 500
  const source = await startServer((request, response) => sendJson({ a: 1 }, {}, status)(request, response))
  const { templateId } = (await call('GET', '/bindings')).json.bindings[0]
  const dataSource = { type: 'http', url: source.url }
  const definition = { templateId, mapping: {}, dataSource, refreshPolicy: { type: 'manual' } }
  const { uid } = (await call('POST', '/bindings', definition)).json.binding
  const refresh = async () => (await call('POST', `/bindings/${uid}/refresh?wait=true`)).json.run
  const first = await refresh()
  const second = await refresh()
  status = 200
  const third = await refresh()

  const of = (run: { id: string }) => lines().filter((line) => line.run === run.id)
  const failed = { level: 'info', binding: uid, trigger: 'manual', code: 'URL_FETCH_FAILED', stage: 'status' }
  expect(of(first)).toEqual([
    expect.objectContaining({ ...failed, msg: 'A run failed' }),
    expect.objectContaining({ level: 'info', from: 'active', to: 'error', msg: 'A binding has failed' }),
  ])
  expect(of(second)).toEqual([expect.objectContaining({ ...failed, msg: 'A run failed' })])
  expect(of(third)).toEqual([
    expect.objectContaining({ level: 'debug', binding: uid, outcome: 'rendered', msg: 'A run has ended' }),
    expect.objectContaining({ level: 'info', from: 'error', to: 'active', msg: 'A binding works again' }),
  ])
  await source.stop()
})

test('settings that were changed are named, and their values are not', async () => {
  await call('PATCH', '/settings', { outboundProxy: null, timeZone: 'Asia/Tokyo' })
  expect(saying('Settings were changed')).toEqual([expect.objectContaining({ level: 'info', members: ['timeZone'] })])
  expect(farm.logged()).not.toContain('Asia/Tokyo')
})

test('a delivery is told with its ids; one that is exhausted as a warning', async () => {
  const receiver = await startServer(sendJson({}, {}, 410))
  const subscribe = { event: 'binding.updated', targetUrl: receiver.url, platform: 'custom' }
  const { subscription } = (await call('POST', '/webhook-subscriptions', subscribe)).json
  await call('POST', `/webhook-subscriptions/${subscription.uid}/test`)
  const tried = saying('A delivery was tried')[0]
  expect(tried).toMatchObject({ level: 'debug', subscription: subscription.uid, result: 'test_failed', status: 410 })
  expect(tried.delivery).toMatch(/^\w+_/)

  const { uid } = (await call('GET', '/bindings')).json.bindings.at(-1)
  await call('POST', `/bindings/${uid}/refresh?wait=true`)
  const exhausted = await until(() => saying('A delivery has failed for good; its subscription has failed')[0])
  expect(exhausted).toMatchObject({
    level: 'warn',
    subscription: subscription.uid,
    event: 'binding.updated',
    attempt: 1,
  })
  await receiver.stop()
})

test('a key that was rotated is told once the farm knows it', async () => {
  writeNewApiKey(farm.dataDir)
  await call('GET', '/bindings')
  expect(saying('The API key was rotated; every session has ended')).toHaveLength(1)
})
