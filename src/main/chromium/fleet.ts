import { doneInTime } from './done-in-time.ts'
import { heed } from './heed.ts'
import type { RenderJob } from './render-job.ts'
import type { RenderProcess } from './render-process.ts'

export interface FleetOptions {
  /** Starts one process, unless `signal` ends it; rejects with a Problem where that can't be done. */
  launch(signal: AbortSignal): Promise<RenderProcess>
  /** Processes of its own at most. */
  size: number
  /** Whether the machine has the memory for one more process. */
  hasRoom(): boolean
  /** Jobs after which a process is replaced. */
  recycleAfter: number
  /** Milliseconds without work after which all processes but one are closed. */
  shrinkAfterMs: number
  /** The same for the last one. */
  restAfterMs: number
  /** The same for one that nobody has wanted since it was started. */
  unusedAfterMs: number
  /** Told of each process that had to be replaced. */
  onFault(reason: string): void
}

export interface FleetParts extends FleetOptions {
  /** Aborted when the farm stops, before `stop` is called. */
  stopping: AbortSignal
  /** Told when a browser may have become free, or there may be room for one more. */
  onFree(): void
  /** Told when one could not be started and there is none. */
  onNone(error: unknown): void
}

/** A browser with what is known of its use. */
export interface Slot {
  readonly process: RenderProcess
  /** Whether it is one from elsewhere. */
  readonly isLent: boolean
}

/** The browsers that draw: the farm's own, started when they are wanted and closed when they are not, and those lent to it. */
export interface Fleet {
  readonly hasFree: boolean
  /** A free browser, which is the caller's until it is given back or replaced. To be called where one is free. */
  take(job: RenderJob): Slot
  /** Cleans up after a job, and has the browser free again unless it has served its time. */
  giveBack(slot: Slot): Promise<void>
  /** Ends a browser that is of no more use. */
  replace(slot: Slot, reason: string): void
  /** Starts one more for `waiting` jobs, where there may be more and none is on its way to them. */
  growFor(waiting: number): void
  /** Processes that are on their way. */
  readonly starting: number
  /** Has one process ready. */
  warm(): Promise<void>
  /** Takes in a browser from elsewhere, until that breaks. Returns what gives it back once its job is done. */
  join(lent: RenderProcess): () => void
  /** Processes of its own that are there to draw. */
  readonly processes: number
  readonly restarts: number
  /** Bytes of all processes. */
  memory(): Promise<number>
  stop(): Promise<void>
}

interface Kept extends Slot {
  isBusy: boolean
  idleSince: number
  /** Empties the page once nothing has come for a while. */
  resting: NodeJS.Timeout | undefined
  hasRested: boolean
  isBroken: boolean
  /** Whether it is to go as soon as it is idle. */
  isLeaving: boolean
}

/** A page that can't be emptied in this time, in milliseconds, is not used again. */
const CLEAN_LIMIT_MS = 2_000
/** A page that nobody has wanted for this long, in milliseconds, is emptied. */
const REST_AFTER_MS = 500
/** A process that still holds more than this, in bytes, after its job is replaced. */
const WORN_OUT_MEMORY = 700 * 1024 * 1024
/** Memory is looked at after every so many jobs. */
const MEMORY_CHECK_EVERY = 20
/** After a process would not start, the others carry on alone for this long, in milliseconds. */
const GROWTH_PAUSE_MS = 10_000

export function createFleet(parts: FleetParts): Fleet {
  const { size, shrinkAfterMs, restAfterMs, unusedAfterMs, stopping, onFree } = parts
  const slots = new Set<Kept>()
  const launching = new Set<Promise<void>>()
  const leaving = new Set<Promise<void>>()
  let restarts = 0
  let noGrowthBefore = 0

  const own = () => [...slots].filter(({ isLent }) => !isLent)
  const free = () => [...slots].filter(({ isBusy }) => !isBusy)
  /** Its own first, which are nearest; of those from elsewhere the one that has waited longest. */
  const byNearness = (a: Kept, b: Kept) =>
    Number(a.isLent) - Number(b.isLent) || (a.isLent ? a.idleSince - b.idleSince : 0)

  function take(job: RenderJob): Slot {
    const [first, ...others] = free().sort(byNearness)
    if (!first) throw new Error('No browser is free')
    const slot = [first, ...others].find(({ process }) => process.has(job)) ?? first
    clearTimeout(slot.resting)
    return Object.assign(slot, { isBusy: true, hasRested: false })
  }

  function mayGrow(): boolean {
    if (stopping.aborted || own().length + launching.size >= size) return false
    const isNoneComing = slots.size === 0 && launching.size === 0
    return isNoneComing || (performance.now() >= noGrowthBefore && parts.hasRoom())
  }

  function grow(): Promise<void> {
    const starting = launchOne().finally(() => {
      launching.delete(starting)
      onFree()
    })
    launching.add(starting)
    return starting
  }

  async function launchOne(): Promise<void> {
    try {
      const process = await parts.launch(stopping)
      if (stopping.aborted) return await process.browser.kill()
      add(process, false)
    } catch (error) {
      noGrowthBefore = performance.now() + GROWTH_PAUSE_MS
      if (slots.size === 0) parts.onNone(error)
      throw error
    }
  }

  function add(process: RenderProcess, isLent: boolean): Kept {
    const life = { isBusy: false, resting: undefined, hasRested: true, isBroken: false, isLeaving: false }
    const slot: Kept = { process, isLent, idleSince: performance.now(), ...life }
    slots.add(slot)
    // One that dies while nobody uses it is simply not there any more.
    void process.broken.then(() => {
      slot.isBroken = true
      if (!slot.isBusy) replace(slot, 'The browser ended while it was idle')
    })
    return slot
  }

  function dismiss(slot: Kept, end: Promise<void>): void {
    clearTimeout(slot.resting)
    slots.delete(slot)
    const gone = end.catch(() => {}).then(() => void leaving.delete(gone))
    leaving.add(gone)
  }

  function replace(slot: Kept, reason: string): void {
    if (!slots.has(slot)) return
    if (!slot.isLent) {
      restarts++
      parts.onFault(reason)
    }
    dismiss(slot, slot.process.browser.kill())
    onFree()
  }

  /** Has a browser free again once its page is in order. */
  async function freeOnce(slot: Kept, cleaning: Promise<void>): Promise<void> {
    const gone = Promise.withResolvers<never>()
    const forget = heed(slot.process.broken, gone.reject)
    const isClean = await doneInTime(Promise.race([cleaning, gone.promise]), CLEAN_LIMIT_MS)
    forget()
    if (!slots.has(slot)) return
    if (!isClean || slot.isBroken) return replace(slot, 'The page could not be emptied')
    slot.isBusy = false
    slot.idleSince = performance.now()
    if (slot.isLeaving || (await isWornOut(slot))) closeIfFree(slot)
    onFree()
    if (!slot.isBusy && !slot.hasRested) slot.resting = setTimeout(() => rest(slot), REST_AFTER_MS).unref()
  }

  /** What the last job left on the page must not be kept, or keep moving, while nobody wants it. */
  function rest(slot: Kept): void {
    if (slot.isBusy || !slots.has(slot) || slot.hasRested) return
    slot.isBusy = true
    slot.hasRested = true
    void freeOnce(slot, slot.process.rest())
  }

  async function isWornOut({ process }: Kept): Promise<boolean> {
    if (process.drawn >= parts.recycleAfter) return true
    return process.drawn % MEMORY_CHECK_EVERY === 0 && (await process.memory()) > WORN_OUT_MEMORY
  }

  function closeIfFree(slot: Kept): void {
    if (!slot.isBusy && slots.has(slot)) dismiss(slot, slot.process.browser.close())
  }

  function idleLimit({ process }: Kept): number {
    if (own().length > 1) return shrinkAfterMs
    return process.drawn > 0 ? restAfterMs : Math.min(restAfterMs, unusedAfterMs)
  }

  function closeIdle(): void {
    const now = performance.now()
    for (const slot of own().sort((a, b) => a.idleSince - b.idleSince)) {
      if (now - slot.idleSince >= idleLimit(slot)) closeIfFree(slot)
    }
  }

  const closer = setInterval(closeIdle, Math.max(50, Math.min(shrinkAfterMs, restAfterMs, unusedAfterMs) / 4))
  closer.unref()

  return {
    get hasFree() {
      return free().length > 0
    },
    take,
    giveBack: (slot) => freeOnce(slot as Kept, slot.process.clean()),
    replace: (slot, reason) => replace(slot as Kept, reason),
    growFor(waiting) {
      if (waiting > launching.size && mayGrow()) void grow().catch(() => {})
    },
    get starting() {
      return launching.size
    },
    async warm() {
      if (own().length === 0) await (launching.values().next().value ?? grow())
    },
    join(lent) {
      const slot = add(lent, true)
      if (stopping.aborted) dismiss(slot, lent.browser.kill())
      onFree()
      return () => {
        slot.isLeaving = true
        closeIfFree(slot)
      }
    },
    get processes() {
      return own().length
    },
    get restarts() {
      return restarts
    },
    async memory() {
      const sizes = await Promise.all([...slots].map(({ process }) => process.memory()))
      return sizes.reduce((sum, bytes) => sum + bytes, 0)
    },
    async stop() {
      clearInterval(closer)
      for (const slot of slots) dismiss(slot, slot.process.browser.kill())
      await Promise.allSettled([...launching, ...leaving])
      await Promise.allSettled(leaving)
    },
  }
}
