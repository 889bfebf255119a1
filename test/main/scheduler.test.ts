import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createScheduler } from '../../src/main/scheduler.ts'
import type { BindingStatus } from '../../src/shared/binding.ts'

/** Due times as the database keeps them, a queue whose runs take a second, and clocks that the test moves. */
function farmOf(ttlMs: number, count: number) {
  let wallShift = 0
  const start = Date.now()
  const monotonic = () => Date.now() - start
  const now = () => Date.now() + wallShift
  const rows = new Map<string, { status: BindingStatus; due: number | null; interval: number }>()
  for (let i = 0; i < count; i++) rows.set(`b${i}`, { status: 'active', due: now(), interval: 0 })
  const running = new Set<string>()
  const runs: { uid: string; at: number; trigger: string }[] = []
  let onRead = () => {}
  let scheduler = build()

  function store(uid: string): void {
    // Killed while it ran: nothing was stored, nothing has changed.
    if (!running.delete(uid)) return
    Object.assign(rows.get(uid) ?? {}, { due: now() + ttlMs, interval: ttlMs })
    scheduler.stored(uid)
  }

  function build() {
    return createScheduler({
      bindings: {
        async due(at, limit, isTaken = () => false) {
          const found = [...rows]
            .filter(([, { due }]) => due !== null && due <= at)
            .sort(([, a], [, b]) => (a.due ?? 0) - (b.due ?? 0))
            .slice(0, limit)
            .map(([uid, { status }]) => ({ uid, status, owed: null }))
            .filter(({ uid }) => !isTaken(uid))
          onRead()
          return found
        },
        nextDue: async (at) => {
          const later = [...rows.values()].flatMap(({ due }) => (due !== null && due > at ? [due] : []))
          return later.length === 0 ? null : Math.min(...later)
        },
        mendDueTimes: async (at) => {
          for (const row of rows.values()) if (row.due !== null && row.due > at + row.interval) row.due = at
          return 0
        },
        moveDueTimes: async (by, but) => {
          const left = new Set(but)
          for (const [uid, row] of rows) if (row.due !== null && !left.has(uid)) row.due += by
        },
      },
      queue: {
        ask(uid, trigger) {
          expect(running.has(uid), 'two runs of one binding').toBe(false)
          running.add(uid)
          runs.push({ uid, at: now(), trigger })
          setTimeout(store, 1000, uid)
          return { runId: 'r', done: new Promise(() => {}) }
        },
        has: (uid) => running.has(uid),
        get size() {
          return running.size
        },
        get depth() {
          return 0
        },
      },
      now,
      monotonic,
      onMended() {},
      onFault(error) {
        throw error
      },
    })
  }

  return {
    runs,
    rows,
    setWallClock: (by: number) => {
      wallShift += by
    },
    start: () => scheduler.start(),
    poke: (uid: string) => scheduler.poke(uid),
    /** The runs that are under way are stored just after the due times were read. */
    storeAfterRead() {
      onRead = () => {
        for (const uid of [...running]) store(uid)
      }
    },
    /** Does something just after the due times were read for the next time. */
    whileReading(work: () => void) {
      onRead = () => {
        onRead = () => {}
        work()
      }
    },
    stop: () => scheduler.stop(),
    async restart() {
      const stopping = scheduler.stop()
      await vi.advanceTimersByTimeAsync(0)
      await stopping
      running.clear()
      scheduler = build()
      scheduler.start()
    },
  }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const MINUTE = 60_000

test('what is due is taken at once, and again when its time has come', async () => {
  const farm = farmOf(MINUTE, 3)
  await farm.start()
  await vi.advanceTimersByTimeAsync(10 * MINUTE + 500)
  await farm.stop()
  for (const uid of ['b0', 'b1', 'b2']) {
    const times = farm.runs.filter((run) => run.uid === uid).map(({ at }) => at)
    expect(times.length).toBe(10)
    times.slice(1).forEach((at, i) => {
      expect(at - (times[i] ?? 0)).toBeGreaterThanOrEqual(MINUTE)
      expect(at - (times[i] ?? 0)).toBeLessThan(MINUTE + 6000)
    })
  }
})

test('more than a batch comes all, each once', async () => {
  const farm = farmOf(60 * MINUTE, 1000)
  await farm.start()
  await vi.advanceTimersByTimeAsync(MINUTE)
  await farm.stop()
  expect(farm.runs).toHaveLength(1000)
  expect(new Set(farm.runs.map(({ uid }) => uid)).size).toBe(1000)
})

test('a run that is stored just after the due times were read is not taken again', async () => {
  const farm = farmOf(10 * MINUTE, 3)
  farm.start()
  await vi.advanceTimersByTimeAsync(100)
  farm.storeAfterRead()
  farm.poke('b0')
  await vi.advanceTimersByTimeAsync(5000)
  await farm.stop()
  expect(farm.runs.map(({ uid }) => uid)).toEqual(['b0', 'b1', 'b2'])
})

test('what becomes due while the due times are read is taken at once, not with the next look', async () => {
  const farm = farmOf(10 * MINUTE, 1)
  farm.start()
  await vi.advanceTimersByTimeAsync(2100)
  farm.whileReading(() => {
    farm.rows.set('new', { status: 'active', due: Date.now(), interval: 0 })
    farm.poke('new')
  })
  farm.poke('b0')
  await vi.advanceTimersByTimeAsync(10)
  await farm.stop()
  expect(farm.runs.map(({ uid }) => uid)).toEqual(['b0', 'new'])
})

test('runs that take long keep nothing else that is due from being taken', async () => {
  const farm = farmOf(10 * MINUTE, 450)
  farm.start()
  // All that is taken runs for a second, in which the rest of it is looked at.
  await vi.advanceTimersByTimeAsync(900)
  farm.poke('b0')
  await vi.advanceTimersByTimeAsync(10)
  farm.poke('b0')
  await vi.advanceTimersByTimeAsync(10)
  await farm.stop()
  expect(farm.runs).toHaveLength(450)
})

test('a failing binding is taken as a retry', async () => {
  const farm = farmOf(MINUTE, 1)
  farm.rows.set('b0', { status: 'error', due: Date.now(), interval: 0 })
  await farm.start()
  await vi.advanceTimersByTimeAsync(100)
  await farm.stop()
  expect(farm.runs.map(({ trigger }) => trigger)).toEqual(['retry'])
})

test('a restart repeats the run that it cut off, and no other', async () => {
  const farm = farmOf(10 * MINUTE, 1)
  await farm.start()
  await vi.advanceTimersByTimeAsync(500)
  await farm.restart()
  await vi.advanceTimersByTimeAsync(5000)
  expect(farm.runs).toHaveLength(2)
  await farm.restart()
  await vi.advanceTimersByTimeAsync(MINUTE)
  await farm.stop()
  expect(farm.runs).toHaveLength(2)
})

test('a machine that slept past the due time takes it soon after it wakes, once', async () => {
  const farm = farmOf(10 * MINUTE, 1)
  await farm.start()
  await vi.advanceTimersByTimeAsync(5000)
  farm.setWallClock(60 * MINUTE)
  await vi.advanceTimersByTimeAsync(4900)
  expect(farm.runs).toHaveLength(2)
  await vi.advanceTimersByTimeAsync(MINUTE)
  await farm.stop()
  expect(farm.runs).toHaveLength(2)
})

test.each([
  ['an hour', -60 * MINUTE],
  ['a day', -24 * 60 * MINUTE],
  ['to 1970', -Date.now()],
  ['less than the ttl', -3 * MINUTE],
])('a clock that is set back, %s, changes nothing of how often a binding is taken', async (_, by) => {
  const farm = farmOf(10 * MINUTE, 1)
  await farm.start()
  await vi.advanceTimersByTimeAsync(5000)
  farm.setWallClock(by)
  await vi.advanceTimersByTimeAsync(9 * MINUTE)
  expect(farm.runs).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(2 * MINUTE)
  expect(farm.runs).toHaveLength(2)
  await vi.advanceTimersByTimeAsync(10 * MINUTE)
  await farm.stop()
  expect(farm.runs).toHaveLength(3)
})

test('a run that goes by the old clock when the clock is set back is found, and is due before long', async () => {
  const farm = farmOf(10 * MINUTE, 1)
  await farm.start()
  await vi.advanceTimersByTimeAsync(5000)
  farm.setWallClock(-24 * 60 * MINUTE)
  await vi.advanceTimersByTimeAsync(5000)
  // Stored now, reckoned from before.
  farm.rows.set('b0', { status: 'active', due: Date.now() + 10 * MINUTE, interval: 10 * MINUTE })
  await vi.advanceTimersByTimeAsync(61_000)
  await farm.stop()
  expect(farm.runs).toHaveLength(2)
})

test('a clock that was set back while the farm was down does not either', async () => {
  const farm = farmOf(10 * MINUTE, 1)
  await farm.start()
  await vi.advanceTimersByTimeAsync(5000)
  farm.setWallClock(-24 * 60 * MINUTE)
  await farm.restart()
  await vi.advanceTimersByTimeAsync(5000)
  await farm.stop()
  expect(farm.runs).toHaveLength(2)
})
