import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { type ShiftedClock, shiftedClock, until } from '../../helpers/clock.ts'
import { type HostedServer, startHostedServer } from '../../helpers/hosted-server.ts'
import { type SyncFarm, startSyncFarm } from '../../helpers/sync-farm.ts'

/** Whole farms that sync by themselves, on a clock that can be set forward. */

const QUIET_MS = 5_000
const DAY_MS = 24 * 3_600_000

const ends: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function setUp(clock: ShiftedClock, dataDir?: string): Promise<{ api: HostedServer; farm: SyncFarm }> {
  const api = await startHostedServer()
  ends.push(() => api.stop())
  const farm = await startSyncFarm({ now: clock.now, ...(dataDir !== undefined && { dataDir }) }, api)
  ends.push(() => farm.stop())
  await farm.connect(api)
  return { api, farm }
}

/** Lets time pass, and makes the farm look at its clock. */
async function pass(ms: number, clock: ShiftedClock, farm: SyncFarm): Promise<void> {
  clock.pass(ms)
  await farm.call('PATCH', '/sync/settings', { auto: 'change' })
}

const looks = ({ calls }: HostedServer) => calls.filter((call) => call === 'list templates').length
const namesThere = (api: HostedServer) => api.all('binding').map(({ name }) => name)
const isAtRest = async (farm: SyncFarm) => (await farm.status()).state === 'idle'

test('a change starts a sync, and what a sync writes here starts none', async () => {
  const clock = shiftedClock()
  const { api, farm } = await setUp(clock)
  const template = await farm.template('<p>{{title}}</p>', { name: 'Used' })
  const { uid } = await farm.quietBinding('Mine', template)
  await pass(QUIET_MS, clock, farm)
  await until(() => namesThere(api).includes('Mine'))
  await until(() => isAtRest(farm))

  // What comes down is written here, in all ways that there are.
  const twin = String(api.all('binding')[0]?.uid)
  const { templateId } = api.find('binding', twin) ?? {}
  const { uid: gone } = await farm.quietBinding('Goes again', template)
  await farm.settle()
  api.change('binding', twin, { name: 'Theirs' })
  api.change('template', String(templateId), { html: '<b>{{title}}</b>' })
  api.create('binding', { name: 'New there', templateId: templateId ?? '', dataSource: { type: 'webhook' } })
  api.remove('binding', String(api.all('binding').find(({ name }) => name === 'Goes again')?.uid))
  await pass(QUIET_MS, clock, farm)
  await until(async () => (await farm.all('bindings')).some(({ name }) => name === 'New there'))
  await until(() => isAtRest(farm))
  expect((await farm.call('GET', `/bindings/${gone}`)).status).toBe(404)
  const after = looks(api)
  await pass(DAY_MS, clock, farm)

  // The next one that starts is the one of this change.
  await farm.call('PUT', `/bindings/${uid}`, { name: 'Mine again' })
  await pass(QUIET_MS, clock, farm)
  await until(() => namesThere(api).includes('Mine again'))
  await until(() => isAtRest(farm))
  expect(looks(api)).toBe(after + 1)
})

test('what somebody changes while a sync writes there is no write of its own', async () => {
  const clock = shiftedClock()
  const { api, farm } = await setUp(clock)
  const template = await farm.template('<p>{{title}}</p>', { name: 'Used' })
  const { uid } = await farm.quietBinding('First', template)
  await farm.settle()
  await farm.call('PUT', `/bindings/${uid}`, { name: 'Second' })
  // The write is done and never answered; the sync is gone on with later.
  api.fail('update binding', 'timeout after', 1)
  await pass(QUIET_MS, clock, farm)
  await until(() => namesThere(api).includes('Second'))
  await farm.call('PUT', `/bindings/${uid}`, { name: 'Third' })
  await until(async () => (await farm.status()).state === 'offline')
  await until(async () => {
    await pass(15 * 60_000, clock, farm)
    return (await isAtRest(farm)) && namesThere(api).includes('Third')
  })
  expect(namesThere(api)).toEqual(['Third'])
})

test('a key that is rejected is logged once, and nothing is asked with it again', async () => {
  const clock = shiftedClock()
  const { api, farm } = await setUp(clock)
  const uid = await farm.template('<p>a</p>', { name: 'Before' })
  await farm.settle()
  api.changeKey('another-key-0123456789')
  await farm.call('PUT', `/templates/${uid}`, { name: 'After' })
  await pass(QUIET_MS, clock, farm)
  await until(async () => (await farm.status()).lastError?.code === 'key_rejected')
  const calls = api.calls.length
  await farm.call('PUT', `/templates/${uid}`, { name: 'After that' })
  await pass(DAY_MS, clock, farm)
  await farm.connect(api)
  await pass(QUIET_MS, clock, farm)
  await until(() => api.all('template').some(({ name }) => name === 'After that'))
  expect(farm.logged().match(/Sync did not get to its end/g)).toHaveLength(1)
  // The check of the account, one look at both sides, and what goes up.
  expect(api.calls.length - calls).toBeLessThan(10)
})

test('what a sync came to that nobody waited for is there after a restart', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'bindery-test-'))
  ends.push(() => rmSync(dataDir, { recursive: true, force: true }))
  const clock = shiftedClock()
  const { api, farm } = await setUp(clock, dataDir)
  expect((await farm.status()).lastResult).toBeNull()
  await farm.template('<p>a</p>', { name: 'Goes up' })
  await farm.template('<p>b</p>', { name: 'Is refused' })
  const plan = await farm.plan()
  api.fail('create template', '413', 1)
  expect((await farm.call('POST', '/sync/apply', { planId: plan.id })).status).toBe(202)
  const { lastResult } = await until(async () => {
    const status = await farm.status()
    return status.lastResult !== null && status
  })
  expect(lastResult).toMatchObject({ applied: 1, failures: 1, conflicts: 0 })
  const [failure] = lastResult?.failed ?? []
  expect(plan.operations).toContainEqual(expect.objectContaining({ id: failure?.operationId, name: failure?.name }))
  expect(failure?.error).not.toBe('')
  await farm.stop()
  ends.splice(ends.length - 1)
  const again = await startSyncFarm({ dataDir, now: clock.now })
  ends.push(() => again.stop())
  expect((await again.status()).lastResult).toEqual(lastResult)
})
