import type { Trigger } from '../shared/run.ts'
import type { BindingRepository } from './db/bindings.ts'
import type { Due } from './db/due-bindings.ts'
import type { RefreshQueue } from './refresh-queue.ts'
import { watchClock } from './upkeep/clock-watch.ts'

export interface Scheduler {
  start(): void
  /** The due time of a binding may have changed: look again. */
  poke(bindingUid: string): void
  /** The due time of a binding was reckoned by the clock as it is now, and is about to be stored. */
  storing(bindingUid: string): void
  /** The run of a binding was stored: look again where more wait than were handed over, and soon in any case. */
  stored(bindingUid: string): void
  /** Whether it has looked of late: it never sleeps for long. */
  isAwake(): boolean
  stop(): Promise<void>
}

export interface SchedulerParts {
  bindings: Pick<BindingRepository, 'due' | 'nextDue' | 'mendDueTimes' | 'moveDueTimes'>
  queue: Pick<RefreshQueue, 'ask' | 'has' | 'size' | 'depth'>
  /** Wall clock, epoch milliseconds. */
  now(): number
  /** A clock that never jumps, milliseconds. */
  monotonic(): number
  /** Told after due times were changed here. */
  onMended(): void
  onFault(error: unknown): void
}

/** Longest sleep: a machine that slept or whose clock was set wakes to its due bindings this soon (5 s are promised). */
const LONGEST_SLEEP_MS = 2_000
/** A scheduler that has not looked for this long is stuck. */
const STUCK_MS = 30_000
/** How often due times that no clock explains are looked for. */
const MEND_EVERY_MS = 60_000
/** Due bindings that are handed over at a time; the rest stay in the database until half of those have begun. */
const BATCH = 200
/** Between two looks that only stored runs have asked for: most of those are not due again for a minute at least. */
const LOOK_AFTER_RUNS_MS = 100

/**
 * Takes what is due to the queue, and what is owed. Both are kept in the database and settled only with a run's own
 * commit, so a binding whose run was cut off is taken again at the next start, and one whose run was stored is not.
 */
export function createScheduler(parts: SchedulerParts): Scheduler {
  const { bindings, queue, now, monotonic } = parts
  let timer: NodeJS.Timeout | undefined
  let round: Promise<void> = Promise.resolve()
  let isStopped = false
  let isPoked = false
  /** When the next look is, by the clock that never jumps. */
  let wakesAt = Number.POSITIVE_INFINITY
  /** More is due than was handed over. */
  let isMoreDue = false
  let lookedAt = monotonic()
  /** Bindings that were changed since the last look at the clock. */
  const changedSince = new Set<string>()
  let mendedAt = Number.NEGATIVE_INFINITY
  const clockJump = watchClock(now, monotonic)

  /** Waits go on as they would have where the clock is set back; where it goes ahead, what is past is due. */
  async function followClock(): Promise<void> {
    const by = clockJump()
    const changed = [...changedSince]
    changedSince.clear()
    if (by < 0) {
      await bindings.moveDueTimes(by, changed)
      parts.onMended()
    }
    if (monotonic() - mendedAt >= MEND_EVERY_MS) await mend()
  }

  /**
   * At the start, since a clock that was set back while the farm was down has left no other trace than times too far
   * ahead; and now and then, since a run may have been stored just before the clock was set.
   */
  async function mend(): Promise<void> {
    mendedAt = monotonic()
    if ((await bindings.mendDueTimes(now())) > 0) parts.onMended()
  }

  async function takeDue(): Promise<number> {
    isMoreDue = true
    if (queue.depth > BATCH / 2) return LONGEST_SLEEP_MS
    // Told apart as they are read: the run of one may be stored, and gone from the queue, before this goes on.
    const due = await bindings.due(now(), BATCH + queue.size, queue.has)
    const idle = due.slice(0, BATCH)
    isMoreDue = idle.length === BATCH
    for (const each of idle) queue.ask(each.uid, triggerOf(each), each.runId === undefined ? {} : { runId: each.runId })
    const next = await bindings.nextDue(now())
    return next === null ? LONGEST_SLEEP_MS : Math.max(0, next - now())
  }

  async function tick(): Promise<void> {
    let sleep = LONGEST_SLEEP_MS
    isPoked = false
    lookedAt = monotonic()
    try {
      await followClock()
      sleep = await takeDue()
    } catch (error) {
      if (!isStopped) parts.onFault(error)
    }
    if (!isStopped) wakeIn(isPoked ? 0 : Math.min(sleep, LONGEST_SLEEP_MS))
  }

  function wakeIn(ms: number): void {
    clearTimeout(timer)
    wakesAt = monotonic() + ms
    timer = setTimeout(() => {
      wakesAt = Number.POSITIVE_INFINITY
      round = round.then(tick)
    }, ms)
  }

  return {
    start: () => wakeIn(0),
    poke(bindingUid) {
      changedSince.add(bindingUid)
      isPoked = true
      if (!isStopped) wakeIn(0)
    },
    storing: (bindingUid) => void changedSince.add(bindingUid),
    stored(bindingUid) {
      changedSince.add(bindingUid)
      if (isMoreDue && queue.depth > BATCH / 2) return
      const wait = isMoreDue ? 0 : LOOK_AFTER_RUNS_MS
      if (!isStopped && monotonic() + wait < wakesAt) wakeIn(wait)
    },
    isAwake: () => monotonic() - lookedAt < STUCK_MS,
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await round
    },
  }
}

const triggerOf = ({ status, owed }: Due): Trigger => owed ?? (status === 'error' ? 'retry' : 'schedule')
