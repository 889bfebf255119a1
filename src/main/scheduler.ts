import type { Trigger } from '../shared/run.ts'
import type { BindingRepository, Due } from './db/bindings.ts'
import type { RefreshQueue } from './refresh-queue.ts'

export interface Scheduler {
  start(): Promise<void>
  /** Due times may have changed: look again. */
  poke(): void
  /** Whether it has looked of late: it never sleeps for long. */
  isAwake(): boolean
  stop(): Promise<void>
}

export interface SchedulerParts {
  bindings: Pick<BindingRepository, 'due' | 'nextDue' | 'mendDueTimes'>
  queue: Pick<RefreshQueue, 'ask' | 'has' | 'size' | 'depth'>
  /** Wall clock, epoch milliseconds. */
  now(): number
  /** A clock that never jumps, milliseconds. */
  monotonic(): number
  onFault(error: unknown): void
}

/** Longest sleep: a machine that slept or whose clock was set wakes to its due bindings this soon. */
const LONGEST_SLEEP_MS = 5_000
/** A scheduler that has not looked for this long is stuck. */
const STUCK_MS = 6 * LONGEST_SLEEP_MS
/** Due bindings that are handed over at a time; the rest stay in the database until those have begun. */
const BATCH = 200
/** Clocks further apart than this have been set. */
const CLOCK_JUMP_MS = 2_000

/**
 * Takes what is due to the queue, and what is owed. Both are kept in the database and settled only with a run's own
 * commit, so a binding whose run was cut off is taken again at the next start, and one whose run was stored is not.
 */
export function createScheduler({ bindings, queue, now, monotonic, onFault }: SchedulerParts): Scheduler {
  let timer: NodeJS.Timeout | undefined
  let round: Promise<void> = Promise.resolve()
  let isStopped = false
  let isPoked = false
  let offset = now() - monotonic()
  let lookedAt = monotonic()

  async function mendAfterClockJump(): Promise<void> {
    const offsetNow = now() - monotonic()
    if (offsetNow < offset - CLOCK_JUMP_MS) await bindings.mendDueTimes(now())
    offset = offsetNow
  }

  async function takeDue(): Promise<number> {
    if (queue.depth >= BATCH) return LONGEST_SLEEP_MS
    const due = await bindings.due(now(), BATCH + queue.size)
    const idle = due.filter(({ uid }) => !queue.has(uid)).slice(0, BATCH)
    for (const each of idle) queue.ask(each.uid, triggerOf(each))
    const next = await bindings.nextDue(now())
    return next === null ? LONGEST_SLEEP_MS : Math.max(0, next - now())
  }

  async function tick(): Promise<void> {
    let sleep = LONGEST_SLEEP_MS
    isPoked = false
    lookedAt = monotonic()
    try {
      await mendAfterClockJump()
      sleep = await takeDue()
    } catch (error) {
      if (!isStopped) onFault(error)
    }
    if (!isStopped) wakeIn(isPoked ? 0 : Math.min(sleep, LONGEST_SLEEP_MS))
  }

  function wakeIn(ms: number): void {
    clearTimeout(timer)
    timer = setTimeout(() => {
      round = round.then(tick)
    }, ms)
  }

  return {
    async start() {
      // A clock that was set back while the farm was down has left no other trace than times too far ahead.
      await bindings.mendDueTimes(now())
      wakeIn(0)
    },
    poke() {
      isPoked = true
      if (!isStopped) wakeIn(0)
    },
    isAwake: () => monotonic() - lookedAt < STUCK_MS,
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await round
    },
  }
}

function triggerOf({ status, needsSource }: Due): Trigger {
  if (!needsSource) return 'edit'
  return status === 'error' ? 'retry' : 'schedule'
}
