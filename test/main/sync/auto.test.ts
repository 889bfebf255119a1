import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createAutoSync } from '../../../src/main/sync/auto.ts'
import { HostedFault } from '../../../src/main/sync/hosted.ts'
import { createSyncNews } from '../../../src/main/sync/sync-news.ts'
import { bindingCreateSchema } from '../../../src/shared/binding.ts'
import { DEFAULT_SYNC_SETTINGS, type SyncError, type SyncSettings, type SyncStatus } from '../../../src/shared/sync.ts'
import { templateCreateSchema } from '../../../src/shared/template.ts'
import { until } from '../../helpers/clock.ts'
import { ACCOUNT, liveOn, memoryDatabase } from '../../helpers/sync/machine.ts'
import { modelServer } from '../../helpers/sync/model-server.ts'
import { OPEN_SECRETS, PLAIN } from '../../helpers/sync/setup.ts'

/** Syncs that start by themselves, on a clock that only passes when it is told to. */

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: Date.UTC(2030, 0, 1) })
})
afterEach(() => {
  vi.useRealTimers()
})

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

/** A machine with one template, which both sides have, and automatic sync as it is set. */
async function machine(settings: Partial<SyncSettings>) {
  const server = modelServer(PLAIN)
  let trouble: HostedFault | null = null
  let writeTrouble: HostedFault | null = null
  let gate: Promise<void> = Promise.resolve()
  const fairUnless = (fault: HostedFault | null) => {
    if (fault) throw fault
    return 'fair' as const
  }
  const line = {
    weather: () => fairUnless(trouble),
    write: () => fairUnless(trouble ?? writeTrouble),
    before: async () => gate,
    onBlindWrite() {},
  }
  const hosted = server.connect(line)
  /** When both sides were looked at. */
  const looks: number[] = []
  const told: SyncError[] = []
  const life = await liveOn(await memoryDatabase(), {
    hosted: {
      ...hosted,
      list(resource, ...more) {
        if (resource === 'template') looks.push(Date.now())
        return hosted.list(resource, ...more)
      },
    },
    now: Date.now,
    secrets: OPEN_SECRETS,
    onFault(error) {
      throw error
    },
    onChanged() {
      news.poke()
      auto.look()
    },
    onTrouble: (error) => told.push(error),
  })
  const { sync, templates, bindings } = life
  /** How sync stands, as listeners are told. */
  const heard: SyncStatus[] = []
  const news = createSyncNews({
    sync,
    hasListeners: () => true,
    tell: (each) => each.type === 'sync.changed' && heard.push(each.data),
    onFault(error) {
      throw error
    },
  })
  let current = DEFAULT_SYNC_SETTINGS
  const auto = createAutoSync({ sync, settings: () => current, now: Date.now })
  const set = async (update: Partial<SyncSettings>) => {
    current = await sync.setSettings(update)
    auto.look()
  }
  const { uid } = (await templates.create(templateCreateSchema.parse({ name: 'First', html: '<p>{{title}}</p>' })))
    .template
  const apply = async (confirmDeletes = false) => {
    const { id } = await sync.plan()
    const { done } = await sync.apply({ planId: id, resolutions: {}, sendCredentials: [], confirmDeletes })
    return done
  }
  await apply()
  await set(settings)
  looks.length = 0
  return {
    ...{ server, life, auto, looks, told, heard, set, apply },
    async rename(name: string) {
      await templates.update(uid, { name })
      news.poke()
      auto.noteChange()
    },
    async binding(name: string) {
      const dataSource = { type: 'static', data: { a: 1 } }
      const input = bindingCreateSchema.parse({ name, templateId: uid, dataSource, mapping: { title: 'a' } })
      return (await bindings.create(input)).binding.uid
    },
    nameThere: () => server.objects('template')[0]?.name,
    /** Until what goes on is over. */
    async rest() {
      await until(async () => !/planning|applying/.test((await sync.status()).state))
      await pass(0)
    },
    breakDown(fault: HostedFault | null) {
      trouble = fault
    },
    breakDownWrites(fault: HostedFault | null) {
      writeTrouble = fault
    },
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>()
      gate = promise
      return resolve
    },
  }
}

const OFFLINE = new HostedFault('offline', 'hosted.example can not be reached.')
const REJECTED = new HostedFault('key_rejected', 'hosted.example does not take the key.')

test('off is off, whatever is changed', async () => {
  const { auto, rename, looks } = await machine({ auto: 'off' })
  auto.start()
  await rename('Changed')
  await pass(24 * HOUR)
  expect(looks).toEqual([])
})

test('a change goes up once nothing was changed for 5 s, and only once', async () => {
  const { auto, rename, looks, rest, nameThere } = await machine({ auto: 'change' })
  auto.start()
  await pass(2 * SECOND)
  await rest()
  expect(looks).toHaveLength(1)
  await rename('A')
  await pass(4_999)
  await rename('AB')
  await pass(4_999)
  expect(looks).toHaveLength(1)
  expect(nameThere()).toBe('First')
  await pass(1)
  await rest()
  expect(nameThere()).toBe('AB')
  const after = looks.length
  await pass(HOUR)
  expect(looks).toHaveLength(after)
})

test('what is changed while a sync goes on is synced after it', async () => {
  const { auto, rename, hold, looks, rest, nameThere } = await machine({ auto: 'change' })
  auto.start()
  const release = hold()
  await pass(2 * SECOND)
  await until(() => looks.length === 1)
  await rename('Meanwhile')
  await pass(10 * SECOND)
  expect(looks).toHaveLength(1)
  release()
  await rest()
  await pass(5 * SECOND)
  await rest()
  expect(nameThere()).toBe('Meanwhile')
})

test('a clock that is set back puts no interval off, nor another try', async () => {
  const { auto, looks, set, rest, breakDown } = await machine({ auto: 'off' })
  await set({ auto: 'interval', minutes: 5 })
  auto.start()
  await pass(0)
  await rest()
  expect(looks).toHaveLength(1)
  vi.setSystemTime(Date.now() - 24 * HOUR)
  breakDown(OFFLINE)
  await pass(11 * MINUTE)
  await rest()
  const failed = looks.length
  expect(failed).toBeGreaterThan(1)

  vi.setSystemTime(Date.now() - 24 * HOUR)
  breakDown(null)
  await pass(HOUR)
  await rest()
  expect(looks.length).toBeGreaterThan(failed)
})

test('an interval is kept, from when it is set', async () => {
  const { auto, set, looks, rest } = await machine({ auto: 'off' })
  auto.start()
  const start = Date.now()
  await set({ auto: 'interval', minutes: 5 })
  for (let minute = 0; minute < 16; minute++) {
    await pass(MINUTE)
    await rest()
  }
  expect(looks.map((at) => Math.round((at - start) / MINUTE))).toEqual([0, 5, 10, 15])
  await set({ auto: 'off' })
  await pass(HOUR)
  expect(looks).toHaveLength(4)
})

test('offline, it tries again after ever longer waits, and is itself again once there is a way', async () => {
  const { auto, life, rename, breakDown, looks, told, rest, nameThere } = await machine({ auto: 'change' })
  auto.start()
  breakDown(OFFLINE)
  await rename('Offline')
  const tries: number[] = []
  for (let count = 0; count < 8; count++) {
    const { lastError } = await life.sync.status()
    await pass(lastError?.retryAt ? Date.parse(lastError.retryAt) - Date.now() : 5 * SECOND)
    await rest()
    tries.push(looks.at(-1) ?? 0)
    expect((await life.sync.status()).state).toBe('offline')
  }
  expect(looks).toHaveLength(8)
  const waits = tries.slice(1).map((at, index) => (at - (tries[index] ?? 0)) / SECOND)
  expect(waits).toEqual([26.25, 52.5, 105, 210, 420, 787.5, 787.5])
  expect(told.map(({ code }) => code)).toEqual(['offline'])
  breakDown(null)
  await pass(15 * MINUTE)
  await rest()
  expect(nameThere()).toBe('Offline')
  expect(await life.sync.status()).toMatchObject({ state: 'idle', lastError: null })
  const after = looks.length
  await pass(HOUR)
  expect(looks).toHaveLength(after)
  // The next time starts with a short wait.
  breakDown(OFFLINE)
  await rename('Again')
  await pass(5 * SECOND)
  await rest()
  const { lastError } = await life.sync.status()
  expect(Date.parse(lastError?.retryAt ?? '') - Date.parse(lastError?.at ?? '')).toBe(26_250)
  expect(told).toHaveLength(2)
})

test.each(['change', 'interval'] as const)(
  'a key that is rejected stops it (%s) until the account is set again, and is told once',
  async (auto) => {
    const farm = await machine({ auto, minutes: 1 })
    farm.auto.start()
    farm.breakDown(REJECTED)
    await farm.rename('Held up')
    await pass(MINUTE)
    await farm.rest()
    expect(await farm.life.sync.status()).toMatchObject({
      state: 'error',
      lastError: { code: 'key_rejected', retryAt: null },
    })
    await farm.rename('Held up longer')
    await farm.set({ minutes: 2 })
    await pass(24 * HOUR)
    expect(farm.looks).toHaveLength(1)
    expect(farm.told.map(({ code }) => code)).toEqual(['key_rejected'])
    farm.breakDown(null)
    await farm.life.sync.setAccount({ ...ACCOUNT, apiKey: 'another' }, new AbortController().signal)
    await pass(5 * SECOND)
    await farm.rest()
    expect(farm.nameThere()).toBe('Held up longer')
    expect(await farm.life.sync.status()).toMatchObject({ state: 'idle', lastError: null })
  },
)

test('a change that a rejected key held up goes up once the account is set again, with no other change', async () => {
  const { auto, life, rename, breakDown, rest, nameThere, looks } = await machine({ auto: 'change' })
  auto.start()
  await pass(5 * SECOND)
  await rest()
  await rename('Held up')
  breakDown(OFFLINE)
  await pass(5 * SECOND)
  await rest()
  breakDown(REJECTED)
  await pass(MINUTE)
  await rest()
  expect((await life.sync.status()).lastError?.code).toBe('key_rejected')
  breakDown(null)
  await life.sync.setAccount({ ...ACCOUNT, apiKey: 'another' }, new AbortController().signal)
  await pass(5 * SECOND)
  await rest()
  expect(nameThere()).toBe('Held up')
  const after = looks.length
  await pass(HOUR)
  expect(looks).toHaveLength(after)
})

test('listeners hear once of a key that is rejected, whatever goes on, and again only once another one was', async () => {
  const { auto, life, rename, breakDown, heard, rest } = await machine({ auto: 'change' })
  auto.start()
  const settle = async () => {
    await pass(5 * SECOND)
    await rest()
    await pass(SECOND)
  }
  const ofTheKey = () => heard.filter(({ lastError }) => lastError?.code === 'key_rejected').length
  await settle()
  breakDown(REJECTED)
  await rename('Held up')
  await settle()
  expect(ofTheKey()).toBe(1)
  for (let count = 0; count < 5; count++) {
    await rename(`Held up ${count}`)
    await settle()
  }
  await pass(24 * HOUR)
  expect(ofTheKey()).toBe(1)

  breakDown(null)
  await life.sync.setAccount({ ...ACCOUNT, apiKey: 'another' }, new AbortController().signal)
  await settle()
  expect(heard.at(-1)).toMatchObject({ lastError: null, state: 'idle' })
  breakDown(REJECTED)
  await rename('Held up again')
  await settle()
  expect(ofTheKey()).toBe(2)
})

test('many deletions wait for a person, and all else goes up', async () => {
  const { auto, server, life, binding, apply, set, rename, looks, rest, nameThere } = await machine({ auto: 'off' })
  const uids: string[] = []
  for (let count = 0; count < 12; count++) uids.push(await binding(`B${count}`))
  await apply()
  for (const uid of uids.slice(0, 3)) await life.bindings.remove(uid)
  looks.length = 0
  await set({ auto: 'change' })
  auto.start()
  await rename('Goes up')
  await pass(5 * SECOND)
  await rest()
  expect(nameThere()).toBe('Goes up')
  expect(server.objects('binding')).toHaveLength(12)
  expect((await life.sync.status()).lastError).toMatchObject({ code: 'deletes_unconfirmed', retryAt: null })
  const after = looks.length
  await pass(24 * HOUR)
  expect(looks).toHaveLength(after)
  await rename('Goes up too')
  await pass(5 * SECOND)
  await rest()
  expect(nameThere()).toBe('Goes up too')
  expect(server.objects('binding')).toHaveLength(12)
  await apply(true)
  expect(server.objects('binding')).toHaveLength(9)
  expect((await life.sync.status()).lastError).toBeNull()
})

test('a sync that was cut is gone on with by itself, even where none starts by itself', async () => {
  const { auto, life, rename, breakDownWrites, apply, looks, rest, nameThere } = await machine({ auto: 'off' })
  auto.start()
  await rename('Cut')
  breakDownWrites(OFFLINE)
  await expect(apply()).rejects.toMatchObject({ slug: 'unavailable' })
  expect((await life.sync.status()).lastError?.retryAt).not.toBeNull()
  breakDownWrites(null)
  const before = looks.length
  await pass(30 * SECOND)
  await rest()
  expect(nameThere()).toBe('Cut')
  expect(await life.sync.status()).toMatchObject({ state: 'idle', lastResult: { applied: 1, failures: 0 } })
  // The journal is enough for it: nothing is looked for.
  expect(looks).toHaveLength(before)
})

test('stopping waits for what goes on, and starts nothing more', async () => {
  const { auto, rename, hold, looks, rest } = await machine({ auto: 'change' })
  auto.start()
  await rename('Last')
  const release = hold()
  await pass(5 * SECOND)
  await until(() => looks.length === 1)
  let isStopped = false
  const stopping = auto.stop().then(() => {
    isStopped = true
  })
  await pass(0)
  expect(isStopped).toBe(false)
  release()
  await stopping
  await rest()
  await rename('After')
  await pass(HOUR)
  expect(looks).toHaveLength(1)
})
