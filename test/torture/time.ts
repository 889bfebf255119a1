import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createBindings } from '../../src/main/bindings/bindings.ts'
import { settle } from '../../src/main/db/owed.ts'
import type { StoredRun } from '../../src/main/db/runs.ts'
import { openStore } from '../../src/main/db/store.ts'
import { dueAfterFailure, dueAfterSuccess, type NextDue } from '../../src/main/refresh/due.ts'
import { createRefreshQueue } from '../../src/main/refresh-queue.ts'
import type { RefreshAsk } from '../../src/main/runs/run-record.ts'
import { createScheduler } from '../../src/main/scheduler.ts'
import { openSecrets } from '../../src/main/secrets/secrets.ts'
import { bindingCreateSchema } from '../../src/shared/binding.ts'
import { storedTemplate } from '../helpers/stored-template.ts'
import type { Ordeal, Verdict } from './ordeal.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const TTLS = [60, 300, 3600, 86_400, 604_800]
const BINDINGS = 12

/** What must hold of one binding, reckoned without any clock: how much longer it is to wait. */
interface Expected {
  remaining: number
  interval: number
  isPaused: boolean
  /** Its run is held up by a source that does not answer yet. */
  isHeld: boolean
}

/** Clocks that only go on when they are told to. */
function handClocks() {
  const time = { wall: Date.UTC(2030, 2, 31), monotonic: 0 }
  return {
    now: () => time.wall,
    monotonic: () => time.monotonic,
    pass: (ms: number) => {
      time.wall += ms
      time.monotonic += ms
    },
    /** The machine sleeps, or the clock is set: only the wall clock moves. */
    jump: (ms: number) => {
      time.wall += ms
    },
    set: (wall: number) => {
      const by = wall - time.wall
      time.wall = wall
      return by
    },
  }
}

type Clocks = ReturnType<typeof handClocks>

/** Scheduler, queue, bindings and a real database; only what a refresh does is told by the test. */
async function startHouse(dataDir: string, clocks: Clocks, random: () => number) {
  const { now, monotonic } = clocks
  const store = await openStore(dataDir)
  const failing = new Set<string>()
  const slow = new Map<string, PromiseWithResolvers<void> | null>()
  const ran = new Map<string, { times: number; due: NextDue | null }>()
  const faults: string[] = []
  const running = new Set<string>()
  let looks = 0

  async function work(
    { bindingUid: uid, trigger, runId, needsSource }: RefreshAsk,
    signal: AbortSignal,
  ): Promise<StoredRun> {
    const found = signal.aborted ? undefined : await store.bindings.find(uid)
    const cancelled = { id: runId, outcome: 'cancelled' } as StoredRun
    if (!found || found.state.status === 'paused') return cancelled
    if (running.has(uid)) faults.push(`two runs of ${uid} at a time`)
    running.add(uid)
    if (slow.has(uid)) {
      const gate = Promise.withResolvers<void>()
      slow.set(uid, gate)
      signal.addEventListener('abort', () => gate.resolve())
      await gate.promise
      slow.delete(uid)
    }
    running.delete(uid)
    if (signal.aborted) return cancelled
    const { refreshPolicy } = found.binding
    const failureCount = failing.delete(uid) ? found.state.failureCount + 1 : 0
    const due =
      failureCount > 0
        ? dueAfterFailure(refreshPolicy, failureCount, undefined, now(), random())
        : dueAfterSuccess(refreshPolicy, now(), random())
    scheduler.storing(uid)
    const status = failureCount > 0 ? 'error' : 'active'
    // An edit draws what is there, and changes nothing of when the source is asked again.
    if (trigger !== 'edit') await store.bindings.updateState(uid, { status, failureCount, ...due }, now())
    await store.db.atOnce((statements) => settle(statements, uid, found.state, needsSource))
    const before = ran.get(uid)
    ran.set(uid, { times: (before?.times ?? 0) + 1, due: trigger === 'edit' ? (before?.due ?? null) : due })
    scheduler.poke(uid)
    return { id: runId, outcome: 'unchanged' } as StoredRun
  }

  const queue = createRefreshQueue(work, monotonic)
  const counted = {
    ...store.bindings,
    nextDue: async (at: number) => {
      looks++
      return store.bindings.nextDue(at)
    },
  }
  const onFault = (error: unknown) => faults.push(String(error))
  const scheduler = createScheduler({ bindings: counted, queue, now, monotonic, onMended() {}, onFault })
  const secrets = openSecrets(dataDir, null)
  const onChanged = (uid: string) => scheduler.poke(uid)
  const bindings = createBindings({ ...store, secrets, queue, now, random, onChanged })
  scheduler.start()

  return {
    store,
    bindings,
    queue,
    failing,
    slow,
    ran,
    faults,
    /** Lets the scheduler look, until there is nothing more to do. */
    async settle() {
      for (;;) {
        const [looked, runs] = [looks, [...ran.values()].reduce((sum, { times }) => sum + times, 0)]
        scheduler.poke('')
        while (looks === looked || queue.size > [...slow.values()].filter(Boolean).length) await nextTurn()
        if ([...ran.values()].reduce((sum, { times }) => sum + times, 0) === runs) return
      }
    },
    async stop() {
      await scheduler.stop()
      await queue.stop()
      await store.close()
    },
  }
}

type House = Awaited<ReturnType<typeof startHouse>>

/**
 * `count` steps of what can happen to a farm and its clocks. After each, exactly those bindings must have been
 * refreshed whose time had come, each once.
 */
export async function tortureTime({ count, random }: Ordeal): Promise<Verdict> {
  const dataDir = mkdtempSync(join(tmpdir(), 'bindery-time-'))
  const clocks = handClocks()
  const failures: string[] = []
  const counts: Record<string, number> = { steps: 0, refreshes: 0 }
  const expected = new Map<string, Expected>()
  const upTo = (ms: number) => Math.ceil(random() * ms)
  const oneOf = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
  let house = await startHouse(dataDir, clocks, random)
  await house.store.templates.insert(storedTemplate('tmpl_time', clocks.now()))
  for (let i = 0; i < BINDINGS; i++) {
    const input = bindingCreateSchema.parse({
      templateId: 'tmpl_time',
      dataSource: { type: 'static', data: {} },
      mapping: {},
      refreshPolicy: { ttlSeconds: TTLS[i % TTLS.length] },
    })
    const { binding } = await house.bindings.create(input)
    expected.set(binding.uid, { remaining: 0, interval: 0, isPaused: false, isHeld: false })
  }
  await house.settle()
  note(house, new Set())

  /** Holds what has run against what was to run, and takes over how long each is to wait now. */
  function note({ ran }: House, asked: ReadonlySet<string>, what = 'start'): void {
    for (const [uid, model] of expected) {
      const isWanted = !model.isPaused && !model.isHeld && (model.remaining <= 0 || asked.has(uid))
      const times = ran.get(uid)?.times ?? 0
      if (times !== (isWanted ? 1 : 0)) {
        failures.push(
          `step ${counts.steps} (${what}): ${times} runs of a binding that was to wait ${model.remaining} ms more`,
        )
      }
      const due = ran.get(uid)?.due
      if (due) Object.assign(model, { remaining: due.refreshInterval, interval: due.refreshInterval })
      counts.refreshes = (counts.refreshes ?? 0) + times
    }
    ran.clear()
    failures.push(...house.faults.splice(0))
  }

  const later = (ms: number) => {
    for (const model of expected.values()) model.remaining -= ms
  }
  const span = () => upTo(oneOf([5_000, MINUTE, 10 * MINUTE, HOUR, DAY]))
  const pick = (isFit: (model: Expected) => boolean) => oneOf([...expected].filter(([, model]) => isFit(model)))
  const isFree = ({ isPaused, isHeld }: Expected) => !isPaused && !isHeld

  /** Each gives the bindings that were asked for. */
  const STEPS: Record<string, () => Promise<string[]>> = {
    async 'time passed'() {
      const ms = span()
      clocks.pass(ms)
      later(ms)
      return []
    },
    async 'sleeps and clocks set forward'() {
      const ms = oneOf([HOUR, 8 * HOUR, DAY, 400 * DAY]) + upTo(MINUTE)
      clocks.jump(ms)
      later(ms)
      return []
    },
    async 'clocks set back'() {
      clocks.jump(-oneOf([10_000, 5 * MINUTE, HOUR, DAY, 400 * DAY]) - upTo(MINUTE))
      return []
    },
    async 'clocks set to 1970 or past 2038'() {
      const by = clocks.set(
        oneOf([0, Date.UTC(2038, 0, 19, 3, 14, 8), Date.UTC(2106, 1, 8), Date.UTC(2030, 2, 31)]) + upTo(DAY),
      )
      if (by > 0) later(by)
      return []
    },
    async pauses() {
      const [uid, model] = pick(({ isPaused }) => !isPaused) ?? []
      if (!uid || !model) return []
      await house.bindings.update(uid, { status: 'paused' })
      house.slow.delete(uid)
      Object.assign(model, { isPaused: true, isHeld: false })
      return []
    },
    async resumes() {
      const [uid, model] = pick(({ isPaused }) => isPaused) ?? []
      if (!uid || !model) return []
      model.isPaused = false
      await house.bindings.update(uid, { status: 'active' })
      return [uid]
    },
    async edits() {
      const [uid] = pick(isFree) ?? []
      if (uid) await house.bindings.update(uid, { defaults: { x: upTo(1e9) } })
      return uid ? [uid] : []
    },
    async asks() {
      const [uid] = pick(isFree) ?? []
      if (uid) await house.bindings.refresh(uid, true)
      return uid ? [uid] : []
    },
    async 'webhook calls'() {
      const [uid] = pick(isFree) ?? []
      if (!uid) return []
      const { binding } = await house.bindings.get(uid)
      await house.bindings.acceptWebhook(binding.webhookToken, Buffer.from('{}'), undefined)
      return [uid]
    },
    async 'failing sources'() {
      const [uid] = pick(isFree) ?? []
      if (uid) house.failing.add(uid)
      return []
    },
    async 'slow sources'() {
      const [uid, model] = pick(isFree) ?? []
      if (!uid || !model) return []
      house.slow.set(uid, null)
      await house.bindings.refresh(uid, true)
      model.isHeld = true
      return []
    },
    async 'slow sources that answered'() {
      const [uid, model] = pick(({ isHeld }) => isHeld) ?? []
      if (!uid || !model) return []
      model.isHeld = false
      house.slow.get(uid)?.resolve()
      return [uid]
    },
    async 'clocks set back as a source answers'() {
      const [uid, model] = pick(({ isHeld }) => isHeld) ?? []
      if (!uid || !model) return []
      model.isHeld = false
      clocks.jump(-upTo(DAY) - 10_000)
      house.slow.get(uid)?.resolve()
      return [uid]
    },
    async 'restarts, the clock set meanwhile'() {
      await house.stop()
      const by = oneOf([0, upTo(10_000), upTo(DAY), -upTo(HOUR), -upTo(3 * DAY)])
      clocks.jump(by)
      later(by)
      for (const model of expected.values()) {
        model.isHeld = false
        // All that can be known then: longer than this it was never to wait.
        if (model.remaining > model.interval) model.remaining = 0
      }
      house = await startHouse(dataDir, clocks, random)
      return []
    },
  }
  const names = [...Object.keys(STEPS), 'time passed', 'time passed', 'time passed']
  try {
    for (let step = 1; step <= count && failures.length < 10; step++) {
      counts.steps = step
      const name = oneOf(names)
      counts[name] = (counts[name] ?? 0) + 1
      const asked = await STEPS[name]?.()
      await house.settle()
      note(house, new Set(asked), name)
    }
  } finally {
    await house.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
  return { counts, failures }
}
