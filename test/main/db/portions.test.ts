import { expect, onTestFinished, test } from 'vitest'
import { firstState } from '../../../src/main/bindings/first-state.ts'
import { openStore, type Store } from '../../../src/main/db/store.ts'
import type { FarmEvent } from '../../../src/shared/events.ts'
import { storedBinding } from '../../helpers/stored-binding.ts'
import { storedSubscription } from '../../helpers/stored-subscription.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

const subscription = storedSubscription()
const failed: FarmEvent = {
  type: 'render.failed',
  data: { type: 'image', templateId: 't', bindingId: null, error: 'x', errorCode: 'X' },
}

async function open(): Promise<Store> {
  const store = await openStore(tempDir())
  onTestFinished(() => store.close())
  return store
}

/** A store with so many events, each of which is delivered but for the one at that place. */
async function storeWith(events: number, waiting = -1): Promise<Store> {
  const store = await open()
  await store.subscriptions.insert(subscription)
  const told = await store.events.insert(Array(events).fill(failed), 0)
  await store.db.atOnce(({ run }) => {
    run("UPDATE deliveries SET status = 'delivered', finished_at = 5")
    run("UPDATE deliveries SET status = 'pending', finished_at = NULL WHERE event_seq = ?", told[waiting]?.seq ?? 0)
  })
  return store
}

const count = (store: Store, from: string): Promise<number> =>
  store.db.look(({ all }) => all<{ n: number }>(`SELECT count(*) AS n FROM ${from}`)[0]?.n ?? 0)

/** What else sees of rows while they are removed. */
async function seenDuring(store: Store, from: string, removal: Promise<unknown>): Promise<number[]> {
  const seen = new Set<number>()
  let hasEnded = false
  removal.finally(() => {
    hasEnded = true
  })
  while (!hasEnded) {
    seen.add(await count(store, from))
    await new Promise((resolve) => setImmediate(resolve))
  }
  await removal
  return [...seen]
}

test('deliveries that ended long ago go while all else goes on, and never those that wait', async () => {
  const store = await storeWith(3500, 700)
  const seen = await seenDuring(store, 'deliveries', store.deliveries.trim(7))
  expect(await count(store, 'deliveries')).toBe(1)
  expect(await count(store, "deliveries WHERE status = 'pending'")).toBe(1)
  expect(seen.filter((left) => left > 1 && left < 3500)).not.toEqual([])
})

test('of more events than are kept the oldest go, but for those that a delivery tells of', async () => {
  const store = await storeWith(3500, 700)
  await store.events.trim(0, 1000)
  expect(await count(store, 'events')).toBe(3500)
  await store.db.atOnce(({ run }) => run("DELETE FROM deliveries WHERE status <> 'pending'"))
  await store.events.trim(0, 1000)
  expect(await count(store, 'events')).toBe(1001)
  expect(await count(store, 'deliveries JOIN events ON event_seq = seq')).toBe(1)
})

test.each([
  ['deliveries', 3500, (store: Store, goesOn: () => boolean) => store.deliveries.trim(7, goesOn)],
  ['events', 3500, (store: Store, goesOn: () => boolean) => store.events.trim(7, 0, goesOn)],
  ['bindings', 4, (store: Store, goesOn: () => boolean) => store.bindings.purgeDeleted(7, goesOn)],
] as const)('what is left of old %s when the farm stops is left to the next time', async (from, many, trim) => {
  const store = await storeWith(3500)
  if (from === 'events') await store.db.atOnce(({ run }) => run('DELETE FROM deliveries'))
  for (const uid of ['a', 'b', 'c', 'd']) {
    const binding = storedBinding({ uid, webhookToken: uid, deletedAt: 2 })
    await store.bindings.insert(binding, firstState(binding))
  }
  let asked = 0
  await trim(store, () => asked++ < 2)
  const left = await count(store, from)
  expect(left).toBeGreaterThan(0)
  expect(left).toBeLessThan(many)
  await trim(store, () => true)
  expect(await count(store, from)).toBe(0)
})

test('what is old goes by its age, however few there are', async () => {
  const store = await storeWith(3, 1)
  await store.events.insert([failed], 10)
  await store.deliveries.trim(7)
  await store.events.trim(7, 1000)
  expect(await count(store, 'deliveries')).toBe(2)
  expect(await count(store, 'events')).toBe(2)
})

test('a subscription goes with thousands of deliveries while all else goes on', async () => {
  const store = await storeWith(3500)
  const removal = store.subscriptions.remove(subscription.uid, 9)
  const seen = await seenDuring(store, 'deliveries', removal)
  expect(await removal).toBe(true)
  expect(await store.subscriptions.find(subscription.uid)).toBeUndefined()
  expect(await count(store, 'deliveries')).toBe(0)
  expect(seen.filter((left) => left > 0 && left < 3500)).not.toEqual([])
  expect(await store.subscriptions.remove(subscription.uid, 9)).toBe(false)
})

test('thousands of deliveries are made due again while all else goes on', async () => {
  const store = await storeWith(3500)
  await store.db.atOnce(({ run }) => {
    run("UPDATE deliveries SET status = 'pending', attempts = 6, next_attempt_at = event_seq")
  })
  const due = 'deliveries WHERE attempts = 0 AND next_attempt_at = 2000'
  const seen = await seenDuring(store, due, store.deliveries.requeueAll(subscription.uid, 2000))
  expect(seen.filter((many) => many > 0 && many < 3400)).not.toEqual([])
  expect(await count(store, due)).toBe(3500)
})

test('a test that was cut off is made due again with the rest', async () => {
  const store = await storeWith(1)
  await store.db.atOnce(({ run }) => run("UPDATE deliveries SET status = 'pending', next_attempt_at = NULL"))
  await store.deliveries.requeueAll(subscription.uid, 2000)
  expect(await count(store, 'deliveries WHERE next_attempt_at = 2000')).toBe(1)
})

test('bindings that were deleted long ago go one by one', async () => {
  const store = await open()
  for (const uid of ['a', 'b', 'c', 'd']) {
    const binding = storedBinding({ uid, webhookToken: uid, deletedAt: uid === 'd' ? 9 : 2 })
    await store.bindings.insert(binding, firstState(binding))
  }
  const seen = await seenDuring(store, 'bindings', store.bindings.purgeDeleted(3))
  expect(seen).toContain(2)
  expect(await count(store, 'bindings')).toBe(1)
  expect(await store.bindings.findWithDeleted('d')).toBeDefined()
})
