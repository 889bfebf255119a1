import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestFarm, TEST_KEY, type TestFarm } from '../../helpers/farm.ts'

/** A farm's own API is a hosted API: two farms sync with each other. */

let cloud: TestFarm
let farm: TestFarm

beforeAll(async () => {
  cloud = await startTestFarm()
  farm = await startTestFarm()
})

afterAll(async () => {
  await Promise.all([cloud.stop(), farm.stop()])
})

async function sync(more: object = {}) {
  const { json } = await farm.call('POST', '/sync/plan')
  const answer = await farm.call('POST', '/sync/apply?wait=true', { planId: json.plan.id, ...more })
  return { plan: json.plan, ...answer }
}

test('a farm says that there is no account', async () => {
  const { status, json } = await farm.call('POST', '/sync/plan')
  expect({ status, detail: json.detail }).toEqual({
    status: 409,
    detail: 'Connect an account first: PUT /sync/account.',
  })
})

test('what is made here goes up, and the next plan is empty', async () => {
  const account = { baseUrl: cloud.farm.url, apiKey: TEST_KEY, pushPrivate: true }
  const connected = await farm.call('PUT', '/sync/account', account)
  expect(connected.json).toEqual({ account: { baseUrl: cloud.farm.url, keySet: true, pushPrivate: true } })
  const templateId = await farm.template('<p>{{title}}</p>')
  const made = await farm.call('POST', '/bindings', {
    name: 'Static',
    templateId,
    dataSource: { type: 'static', data: { a: 1 } },
    mapping: { title: 'a' },
  })
  const { plan, status, json } = await sync()
  console.log(JSON.stringify(plan.operations.map((o: any) => [o.kind, o.resource, o.name, o.hold])))
  expect({ status, json }).toMatchObject({ status: 200, json: { result: { failed: [] } } })
  const after = await farm.call('POST', '/sync/plan')
  expect(after.json.plan.operations.filter(({ kind }: { kind: string }) => kind !== 'held_back')).toEqual([])
  const there = await cloud.call('GET', '/bindings')
  expect(there.json.bindings.map(({ name }: { name: string }) => name)).toContain('Static')
  const here = await farm.call('GET', `/bindings/${made.json.binding.uid}`)
  expect(here.json.binding.cloud).toMatchObject({ state: 'synced' })
  console.log(JSON.stringify((await farm.call('GET', '/sync')).json))
})
