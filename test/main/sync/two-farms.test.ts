import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SyncOperation } from '../../../src/shared/sync.ts'
import { TEST_KEY } from '../../helpers/farm.ts'
import { sendJson, startServer, type TestServer } from '../../helpers/http-server.ts'
import { type SyncFarm, startSyncFarm, toDo } from '../../helpers/sync-farm.ts'

/** A farm's own API is a hosted API: two farms sync with each other, by way of a third. */

let cloud: SyncFarm
let mine: SyncFarm
let other: SyncFarm
let source: TestServer
let template: string
const uids: Record<string, string> = {}

beforeAll(async () => {
  source = await startServer((request, response) => {
    const isKnown = request.headers['x-api-key'] === 'hush-0123456789'
    sendJson({ title: isKnown ? 'known' : 'unknown' }, {}, isKnown ? 200 : 401)(request, response)
  })
  ;[cloud, mine, other] = await Promise.all([startSyncFarm(), startSyncFarm(), startSyncFarm()])
})
afterAll(async () => {
  for (const part of [mine, other, cloud, source]) await part?.stop()
})

const must = async (farm: SyncFarm, method: string, path: string, body?: unknown) => {
  const answer = await farm.call(method, path, body)
  expect(answer.status, `${method} ${path}: ${answer.bytes}`).toBeLessThan(300)
  return answer.json
}
const named = async (farm: SyncFarm, name: string) => {
  const found = (await farm.all('bindings')).find((each) => each.name === name)
  expect(found, `${name} is not there`).toBeDefined()
  return found as NonNullable<typeof found>
}
const kinds = (operations: SyncOperation[]) => operations.map(({ kind, name }) => `${kind} ${name}`).sort()
const at = (farm: SyncFarm) => ({ url: farm.farm.url, key: TEST_KEY })

async function make(name: string, more: object = {}): Promise<void> {
  uids[name] = (await mine.quietBinding(name, template, more)).uid
}

test('what is made here goes up whole, and comes down on another machine', async () => {
  template = await mine.template('<p>{{title}}</p>', { name: 'A card', tags: ['one', 'two'] })
  await make('Plain', { defaults: { title: 'x' }, refreshPolicy: { type: 'manual' } })
  await make('Static', { dataSource: { type: 'static', data: { title: ['a', { b: null }] } } })
  await make('Secret', {
    dataSource: { type: 'http', url: `${source.url}/data`, credentials: { type: 'api_key', value: 'hush-0123456789' } },
    refreshPolicy: { type: 'manual' },
  })
  for (const farm of [mine, other]) {
    const { status, json } = await farm.connect(at(cloud), { pushPrivate: true })
    expect({ status, json }).toEqual({
      status: 200,
      json: { account: { baseUrl: cloud.farm.url, keySet: true, pushPrivate: true } },
    })
  }
  const up = ['push_create A card', 'push_create Plain', 'push_create Secret', 'push_create Static']
  // The starters are the same on every farm.
  const starters = (await cloud.all('templates')).map(({ name }) => `adopt ${name}`)
  expect(kinds(await mine.settle())).toEqual([...up, ...starters].sort())
  const down = up.map((each) => each.replace('push', 'pull'))
  expect(kinds(await other.settle())).toEqual([...down, ...starters].sort())
  for (const name of ['Plain', 'Static', 'Secret']) {
    const [here, there, elsewhere] = [await named(mine, name), await named(cloud, name), await named(other, name)]
    expect(new Set([here.uid, there.uid, elsewhere.uid]).size).toBe(3)
    for (const member of ['mapping', 'defaults', 'refreshPolicy', 'outputConfig'])
      for (const twin of [there, elsewhere]) expect(twin[member], `${name}.${member}`).toEqual(here[member])
    expect(here.cloud).toMatchObject({ uid: there.uid, renderUrl: there.renderUrl, state: 'synced' })
    expect(elsewhere.cloud).toMatchObject({ uid: there.uid, state: 'synced' })
  }
})

test('credentials go up only where they are asked for', async () => {
  expect((await named(cloud, 'Secret')).needs_secret).toBe(false)
  expect((await named(cloud, 'Secret')).dataSource).toMatchObject({ credentials: null })
  await must(mine, 'PUT', `/bindings/${uids.Secret}`, { defaults: { title: 'none' } })
  const plan = await mine.plan()
  expect(toDo(plan)).toMatchObject([{ kind: 'push_update', name: 'Secret', hasCredentials: true }])
  await mine.apply(plan)
  const nothing = await mine.plan()
  expect(toDo(nothing)).toEqual([])
  // Asked for later, they go up alone.
  expect(await mine.apply(nothing, { sendCredentials: [uids.Secret ?? ''] })).toMatchObject({ applied: 1, failed: [] })
  expect(toDo(await mine.plan())).toEqual([])
  const there = await named(cloud, 'Secret')
  const { run } = await must(cloud, 'POST', `/bindings/${there.uid}/refresh?wait=true`)
  expect(run).toMatchObject({ outcome: 'rendered' })
  // The other machine is told that there are some, and has none.
  await other.settle()
  expect(await named(other, 'Secret')).toMatchObject({ needs_secret: true, defaults: { title: 'none' } })
})

test('edits on both sides meet field by field', async () => {
  await must(mine, 'PUT', `/bindings/${uids.Plain}`, { mapping: { title: 'title', a: 'mine' } })
  const twin = await named(other, 'Plain')
  await must(other, 'PUT', `/bindings/${twin.uid}`, { mapping: { title: 'title', b: 'theirs' }, name: 'Plainer' })
  await other.settle()
  expect(kinds(await mine.settle()).length).toBeGreaterThan(0)
  await other.settle()
  for (const farm of [mine, cloud, other])
    expect((await named(farm, 'Plainer')).mapping).toEqual({ title: 'title', a: 'mine', b: 'theirs' })
  expect((await named(mine, 'Plainer')).uid).toBe(uids.Plain)
})

test('a field that was changed on both sides is a conflict until somebody decides', async () => {
  await must(mine, 'PUT', `/bindings/${uids.Plain}`, { mapping: { title: 'by.me' } })
  await must(other, 'PUT', `/bindings/${(await named(other, 'Plainer')).uid}`, { mapping: { title: 'by.them' } })
  await other.settle()
  const plan = await mine.plan()
  const [conflict, ...none] = toDo(plan)
  expect(none).toEqual([])
  expect(conflict?.kind).toBe('conflict')
  expect(conflict?.fields.filter(({ isConflict }) => isConflict)).toMatchObject([
    { path: 'mapping.title', base: 'title', mine: 'by.me', theirs: 'by.them' },
  ])
  expect(await mine.apply(plan)).toMatchObject({ conflicts: 1, failed: [] })
  expect((await named(mine, 'Plainer')).mapping).toMatchObject({ title: 'by.me' })
  expect((await named(cloud, 'Plainer')).mapping).toMatchObject({ title: 'by.them' })
  expect(await mine.status()).toMatchObject({ conflicts: 1 })
  const again = await mine.plan()
  const id = toDo(again)[0]?.id ?? ''
  await mine.apply(again, { resolutions: { [id]: { 'mapping.title': 'mine' } } })
  await other.settle()
  for (const farm of [mine, cloud, other])
    expect((await named(farm, 'Plainer')).mapping).toMatchObject({ title: 'by.me' })
})

test('both, where neither shall give way: two objects, and no URL shows anything else than before', async () => {
  await must(mine, 'PUT', `/bindings/${uids.Static}`, { mapping: { title: 'by.me' } })
  await must(other, 'PUT', `/bindings/${(await named(other, 'Static')).uid}`, { mapping: { title: 'by.them' } })
  await other.settle()
  const before = await named(cloud, 'Static')
  const plan = await mine.plan()
  await mine.apply(plan, { resolutions: { [toDo(plan)[0]?.id ?? '']: 'both' } })
  await mine.settle()
  await other.settle()
  for (const farm of [mine, cloud, other]) {
    const twins = (await farm.all('bindings')).filter(({ name }) => name === 'Static')
    expect(twins.map(({ mapping }) => (mapping as { title: string }).title).sort()).toEqual(['by.me', 'by.them'])
  }
  expect((await mine.call('GET', `/bindings/${uids.Static}`)).json.binding.mapping).toEqual({ title: 'by.me' })
  expect((await cloud.call('GET', `/bindings/${before.uid}`)).json.binding.mapping).toMatchObject({ title: 'by.them' })
})

test('a deletion goes round, with the template after its bindings, and many are asked for first', async () => {
  for (const { uid, name } of await mine.all('bindings'))
    if (['Plainer', 'Static', 'Secret'].includes(name)) await must(mine, 'DELETE', `/bindings/${uid}`)
  await must(mine, 'DELETE', `/templates/${template}`)
  const plan = await mine.plan()
  expect(plan.summary).toMatchObject({ deletesOnCloud: 5, needsConfirmation: true })
  const refused = await mine.call('POST', '/sync/apply?wait=true', { planId: plan.id })
  expect({ status: refused.status, plan: refused.json.plan.id }).toEqual({ status: 409, plan: plan.id })
  expect((await cloud.all('bindings')).filter(({ name }) => name === 'Static')).toHaveLength(2)
  expect(await mine.apply(plan, { confirmDeletes: true })).toMatchObject({ applied: 5, failed: [] })
  await other.settle({ confirmDeletes: true })
  for (const farm of [cloud, other]) {
    expect((await farm.all('bindings')).filter(({ name }) => name in uids)).toEqual([])
    expect((await farm.all('templates')).filter(({ name }) => name === 'A card')).toEqual([])
  }
  expect(toDo(await mine.plan())).toEqual([])
})

test('uids and render URLs here are what they were', async () => {
  const made = await mine.quietBinding('Last', await mine.template('<p></p>', { name: 'Last' }))
  await mine.settle()
  const twin = await named(cloud, 'Last')
  await must(cloud, 'PUT', `/bindings/${twin.uid}`, { name: 'Last of all' })
  await mine.settle()
  const { uid, renderUrl, webhookUrl } = await named(mine, 'Last of all')
  expect({ uid, renderUrl, webhookUrl }).toEqual({
    uid: made.uid,
    renderUrl: made.renderUrl,
    webhookUrl: made.webhookUrl,
  })
})
