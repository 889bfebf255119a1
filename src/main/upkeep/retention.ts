import { RESTORABLE_MS } from '../bindings/bindings.ts'
import type { BindingRepository } from '../db/bindings.ts'
import type { DeliveryRepository } from '../db/deliveries.ts'
import type { EventRepository } from '../db/events.ts'
import type { IdempotencyRepository } from '../db/idempotency.ts'
import type { ImageRepository } from '../db/images.ts'
import type { RunRepository } from '../db/runs.ts'
import type { PictureFiles } from '../pictures/picture-files.ts'
import { watchClock } from './clock-watch.ts'

/** How much is kept; what a render URL serves is kept whatever these say. */
export interface RetentionLimits {
  picturesPerBinding: number
  runsPerBinding: number
  singleRenderDays: number
  totalBytes: number
}

export const IDEMPOTENCY_MS = 24 * 3_600_000
/** How far back events and finished deliveries can be looked at, and how many events at most. */
const HISTORY_MS = 30 * 24 * 3_600_000
const EVENTS_KEPT = 100_000
/** How far back the counts of runs by the hour go. */
const HOURS_KEPT_MS = 8 * 24 * 3_600_000
const ROUND_MS = 10 * 60_000
const FIRST_ROUND_MS = 60_000
/** A person who sets a limit may set the next one; each is obeyed while they look. */
const SOON_MS = 2_000
/** Pictures that are looked at at a time. */
const BATCH = 50
const DAY_MS = 24 * 3_600_000
/** A clock that goes ahead by more than this is not believed at once. */
const LEAST_DOUBT_MS = 3_600_000

export interface RetentionParts {
  bindings: BindingRepository
  images: ImageRepository
  runs: RunRepository
  idempotency: IdempotencyRepository
  events: Pick<EventRepository, 'trim'>
  deliveries: Pick<DeliveryRepository, 'trim'>
  files: PictureFiles
  limits(): RetentionLimits
  now(): number
  /** A clock that never jumps, milliseconds. */
  monotonic(): number
  onFault(error: unknown): void
}

export interface Retention {
  start(): void
  /** Brings the next round forward: a limit was changed. */
  soon(): void
  /** One round of cleaning; it ends early where the farm stops. */
  clean(): Promise<void>
  /** Bytes of all pictures after the last round; null before the first. */
  readonly pictureBytes: number | null
  stop(): Promise<void>
}

/** Cleans up in the background: rows first, then the files that no row names any more. */
export function createRetention(parts: RetentionParts): Retention {
  const { bindings, images, runs, idempotency, events, deliveries, files, now } = parts
  let timer: NodeJS.Timeout | undefined
  let round: Promise<void> = Promise.resolve()
  let pictureBytes: number | null = null
  let isStopped = false
  const goesOn = () => !isStopped
  const clockJump = watchClock(now, parts.monotonic)

  /** A clock that was set wrong is mostly set right before the next round; what was deleted by it would not come back. */
  function isClockBelieved(): boolean {
    return clockJump() < LEAST_DOUBT_MS
  }

  async function clean(isBelieved = true): Promise<void> {
    const limits = parts.limits()
    const before = (age: number) => (isBelieved ? now() - age : 0)
    const steps = [
      () => bindings.purgeDeleted(before(RESTORABLE_MS), goesOn),
      () => idempotency.trim(before(IDEMPOTENCY_MS)),
      () => runs.trim(limits.runsPerBinding),
      () => runs.trimHours(before(HOURS_KEPT_MS)),
      () => deliveries.trim(before(HISTORY_MS), goesOn),
      () => events.trim(before(HISTORY_MS), EVENTS_KEPT, goesOn),
      async () =>
        images.remove(await images.expired(limits.picturesPerBinding, before(limits.singleRenderDays * DAY_MS))),
      () => shrink(limits.totalBytes),
      // Thousands of files are asked about one by one: what is left of them is left to the next round.
      () => files.sweep(async (name) => isStopped || images.isReferenced(name)),
    ]
    for (const step of steps) if (!isStopped) await step()
  }

  async function shrink(totalBytes: number): Promise<void> {
    while (!isStopped) {
      pictureBytes = await images.totalBytes()
      let excess = pictureBytes - totalBytes
      if (excess <= 0) return
      const doomed: string[] = []
      for (const { id, bytes } of await images.oldestUnserved(BATCH)) {
        if (excess <= 0) break
        doomed.push(id)
        excess -= bytes
      }
      if (doomed.length === 0) return
      // Files that pictures share free less than was reckoned; then the next round takes more.
      await images.remove(doomed)
    }
  }

  function next(ms: number): void {
    clearTimeout(timer)
    if (isStopped) return
    timer = setTimeout(() => {
      round = clean(isClockBelieved())
        .catch(parts.onFault)
        .finally(() => next(ROUND_MS))
    }, ms)
    timer.unref()
  }

  return {
    start: () => next(FIRST_ROUND_MS),
    // After the round that goes on: that one may have gone by the limits of before.
    soon: () => void round.then(() => next(SOON_MS)),
    clean: () => clean(),
    get pictureBytes() {
      return pictureBytes
    },
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await round
    },
  }
}
