import { Problem } from '../../shared/errors.ts'
import { attempt } from './attempt.ts'
import { BrowserFault, faultProblem } from './browser-fault.ts'
import { heed } from './heed.ts'
import { createJobQueue } from './job-queue.ts'
import type { Rendered, RenderJob } from './render-job.ts'
import type { RenderProcess } from './render-process.ts'

export interface PoolOptions {
  /** Starts one process, unless `signal` ends it; rejects with a Problem where that can't be done. */
  launch(signal: AbortSignal): Promise<RenderProcess>
  size: number
  /** Whether the machine has the memory for one more process. */
  hasRoom(): boolean
  /** Milliseconds for a job, all its attempts together. */
  timeLimitMs: number
  /** Bytes that a browser may hold while it draws, beside what the size of the picture takes. */
  memoryLimit: number
  recycleAfter: number
  shrinkAfterMs: number
  restAfterMs: number
  unusedAfterMs: number
  /** Told of each process that had to be replaced. */
  onFault(reason: string): void
}

export interface Pool {
  render(job: RenderJob, signal?: AbortSignal): Promise<Rendered>
  /** Has one process ready. */
  warm(): Promise<void>
  /** Lends it a browser from elsewhere, until that breaks. Returns what takes it back once its job is done. */
  join(lent: RenderProcess): () => void
  readonly queueDepth: number
  /** Processes of its own that are there to draw. */
  readonly processes: number
  /** Browsers that were lent to it. */
  readonly lent: number
  readonly restarts: number
  /** Bytes of all processes. */
  memory(): Promise<number>
  stop(): Promise<void>
}

interface Task {
  job: RenderJob
  signal: AbortSignal | undefined
  arrivedAt: number
  attempts: number
  /** Attempts that were lost with a browser from elsewhere; it may have gone for reasons of its own. */
  losses: number
  /** Milliseconds of drawing that are left. */
  timeLeft: number
  /** A browser that it waited for did not start. */
  isLetDown: boolean
  resolve(rendered: Rendered): void
  reject(error: unknown): void
}

interface Slot {
  process: RenderProcess
  isBusy: boolean
  idleSince: number
  /** Empties the page once nothing has come for a while. */
  resting: NodeJS.Timeout | undefined
  hasRested: boolean
  isBroken: boolean
  isLent: boolean
  /** Whether it is to go as soon as it is idle. */
  isLeaving: boolean
}

const ATTEMPTS = 2
/** After so many losses a page is not sent elsewhere again. */
const LOSSES = 3
/** A page that can't be emptied in this time, in milliseconds, is not used again. */
const CLEAN_LIMIT_MS = 2_000
/** Before its second attempt a job wants a sign of life of its next browser within this time, in milliseconds. */
const PROBE_LIMIT_MS = 1_000
/** A page that nobody has wanted for this long, in milliseconds, is emptied. */
const REST_AFTER_MS = 500
/** A process that still holds more than this, in bytes, after its job is replaced. */
const WORN_OUT_MEMORY = 700 * 1024 * 1024
/** Bytes for each pixel of a picture, all its copies together: it is painted, read back, packed and sent. */
const MEMORY_PER_PIXEL = 32
/** Memory is looked at after every so many jobs. */
const MEMORY_CHECK_EVERY = 20
/** After a process would not start, the others carry on alone for this long, in milliseconds. */
const GROWTH_PAUSE_MS = 10_000
const STOPPING = 'Bindery is stopping.'

/** Shares jobs out to a few browser processes that are started when they are needed and closed when they are not. */
export function createPool(options: PoolOptions): Pool {
  const { size, timeLimitMs, shrinkAfterMs, restAfterMs, unusedAfterMs } = options
  const queue = createJobQueue<Task>()
  const slots = new Set<Slot>()
  const running = new Set<Task>()
  const launching = new Set<Promise<void>>()
  const leaving = new Set<Promise<void>>()
  let restarts = 0
  const stopping = new AbortController()
  let isStopping = false
  let noGrowthBefore = 0

  const own = () => [...slots].filter(({ isLent }) => !isLent)
  /** Its own first, which are nearest; of those from elsewhere the one that has waited longest. */
  const idleSlots = () =>
    [...slots]
      .filter(({ isBusy }) => !isBusy)
      .sort((a, b) => Number(a.isLent) - Number(b.isLent) || (a.isLent ? a.idleSince - b.idleSince : 0))

  function pump(): void {
    for (let idle = idleSlots(); idle.length > 0; idle = idleSlots()) {
      const task = queue.take()
      if (!task) return
      void serve(idle.find(({ process }) => process.has(task.job)) ?? (idle[0] as Slot), task)
    }
    if (queue.length > launching.size && mayGrow()) void grow().catch(() => {})
  }

  function mayGrow(): boolean {
    if (isStopping || own().length + launching.size >= size) return false
    const isNoneComing = slots.size === 0 && launching.size === 0
    return isNoneComing || (performance.now() >= noGrowthBefore && options.hasRoom())
  }

  function grow(): Promise<void> {
    const starting = launchSlot().finally(() => {
      launching.delete(starting)
      pump()
    })
    launching.add(starting)
    return starting
  }

  async function launchSlot(): Promise<void> {
    try {
      const process = await options.launch(stopping.signal)
      if (isStopping) return await process.browser.kill()
      addSlot(process, false)
    } catch (error) {
      noGrowthBefore = performance.now() + GROWTH_PAUSE_MS
      if (slots.size === 0) letDown(error)
      throw error
    }
  }

  function addSlot(process: RenderProcess, isLent: boolean): Slot {
    const slot: Slot = {
      process,
      isBusy: false,
      idleSince: performance.now(),
      resting: undefined,
      hasRested: true,
      isBroken: false,
      isLent,
      isLeaving: false,
    }
    slots.add(slot)
    // One that dies while nobody uses it is simply not there any more.
    void process.broken.then(() => {
      slot.isBroken = true
      if (!slot.isBusy && slots.has(slot)) replace(slot, 'The browser ended while it was idle')
    })
    return slot
  }

  /** Those who wait hear why, unless another browser is on its way; they wait for no third. */
  function letDown(error: unknown): void {
    for (const task of queue.clear()) {
      if (task.isLetDown || launching.size < 2) task.reject(error)
      else {
        task.isLetDown = true
        queue.add(task, task.job.urgent ?? false)
      }
    }
  }

  function dismiss(slot: Slot, end: Promise<void>): void {
    clearTimeout(slot.resting)
    slots.delete(slot)
    const gone = end.catch(() => {}).then(() => void leaving.delete(gone))
    leaving.add(gone)
  }

  function replace(slot: Slot, reason: string): void {
    if (!slots.has(slot)) return
    if (!slot.isLent) {
      restarts++
      options.onFault(reason)
    }
    dismiss(slot, slot.process.browser.kill())
    pump()
  }

  async function serve(slot: Slot, task: Task): Promise<void> {
    slot.isBusy = true
    clearTimeout(slot.resting)
    slot.hasRested = false
    running.add(task)
    // Whatever ended the last browser may have ended this one too.
    if (task.attempts + task.losses > 0 && !(await withLimit(slot.process.probe(), PROBE_LIMIT_MS))) {
      running.delete(task)
      if (!isStopping) queue.addFirst(task)
      return replace(slot, 'The browser did not answer')
    }
    const startedAt = performance.now()
    task.attempts++
    try {
      const limits = { time: task.timeLeft, memory: memoryFor(task.job) }
      const drawn = await attempt(slot.process, task.job, limits, task.signal)
      const renderMs = performance.now() - startedAt
      task.resolve({ ...drawn, queueMs: startedAt - task.arrivedAt, renderMs })
    } catch (error) {
      if (error instanceof BrowserFault) {
        running.delete(task)
        task.timeLeft -= performance.now() - startedAt
        retryOrFail(task, error, slot.isLent)
        return replace(slot, error.kind)
      }
      task.reject(error)
    }
    running.delete(task)
    await release(slot)
  }

  /** Bytes. */
  function memoryFor({ width, height, deviceScaleFactor }: RenderJob): number {
    return options.memoryLimit + width * height * deviceScaleFactor ** 2 * MEMORY_PER_PIXEL
  }

  /** A page that takes too long or too much would do so again; a browser that went away may have been killed. */
  function retryOrFail(task: Task, fault: BrowserFault, wasLent: boolean): void {
    if (wasLent && fault.kind === 'crash' && task.losses++ < LOSSES) task.attempts--
    if (task.signal?.aborted) task.reject(task.signal.reason)
    else if (isStopping) task.reject(new Problem('unavailable', STOPPING))
    else if (fault.kind === 'crash' && task.attempts < ATTEMPTS) queue.addFirst(task)
    else task.reject(faultProblem(fault, timeLimitMs))
  }

  /** Cleans up after a job, and gives the process back unless it has served its time. */
  async function release(slot: Slot, cleaning = slot.process.clean()): Promise<void> {
    const gone = Promise.withResolvers<never>()
    const forget = heed(slot.process.broken, gone.reject)
    const isClean = await withLimit(Promise.race([cleaning, gone.promise]), CLEAN_LIMIT_MS)
    forget()
    if (!slots.has(slot)) return
    if (!isClean || slot.isBroken) return replace(slot, 'The page could not be emptied')
    slot.isBusy = false
    slot.idleSince = performance.now()
    if (slot.isLeaving || (await isWornOut(slot))) {
      if (!slot.isBusy && slots.has(slot)) dismiss(slot, slot.process.browser.close())
    }
    pump()
    if (!slot.isBusy && !slot.hasRested) slot.resting = setTimeout(() => rest(slot), REST_AFTER_MS).unref()
  }

  /** What the last job left on the page must not be kept, or keep moving, while nobody wants it. */
  function rest(slot: Slot): void {
    if (slot.isBusy || !slots.has(slot) || slot.hasRested) return
    slot.isBusy = true
    slot.hasRested = true
    void release(slot, slot.process.rest())
  }

  async function isWornOut({ process }: Slot): Promise<boolean> {
    if (process.drawn >= options.recycleAfter) return true
    return process.drawn % MEMORY_CHECK_EVERY === 0 && (await process.memory()) > WORN_OUT_MEMORY
  }

  function idleLimit({ process }: Slot): number {
    if (own().length > 1) return shrinkAfterMs
    return process.drawn > 0 ? restAfterMs : Math.min(restAfterMs, unusedAfterMs)
  }

  function closeIdle(): void {
    const now = performance.now()
    const idle = own()
      .filter(({ isBusy }) => !isBusy)
      .sort((a, b) => a.idleSince - b.idleSince)
    for (const slot of idle) {
      if (now - slot.idleSince >= idleLimit(slot)) dismiss(slot, slot.process.browser.close())
    }
  }

  const closer = setInterval(closeIdle, Math.max(50, Math.min(shrinkAfterMs, restAfterMs, unusedAfterMs) / 4))
  closer.unref()

  return {
    render(job, signal) {
      if (isStopping) return Promise.reject(new Problem('unavailable', STOPPING))
      if (signal?.aborted) return Promise.reject(signal.reason)
      return new Promise((resolve, reject) => {
        const onAbort = () => {
          if (queue.remove(task)) task.reject(signal?.reason)
        }
        const settle =
          <T>(then: (value: T) => void) =>
          (value: T) => {
            signal?.removeEventListener('abort', onAbort)
            then(value)
          }
        const arrivedAt = performance.now()
        const settling = { resolve: settle(resolve), reject: settle(reject) }
        const progress = { attempts: 0, losses: 0, timeLeft: timeLimitMs, isLetDown: false }
        const task: Task = { job, signal, arrivedAt, ...progress, ...settling }
        signal?.addEventListener('abort', onAbort, { once: true })
        queue.add(task, job.urgent ?? false)
        pump()
      })
    },
    async warm() {
      if (own().length === 0) await (launching.values().next().value ?? grow())
    },
    join(lent) {
      const slot = addSlot(lent, true)
      if (isStopping) dismiss(slot, lent.browser.kill())
      pump()
      return () => {
        slot.isLeaving = true
        if (!slot.isBusy && slots.has(slot)) dismiss(slot, lent.browser.close())
      }
    },
    get queueDepth() {
      return queue.length
    },
    get processes() {
      return own().length
    },
    get lent() {
      return slots.size - own().length
    },
    get restarts() {
      return restarts
    },
    async memory() {
      const sizes = await Promise.all([...slots].map(({ process }) => process.memory()))
      return sizes.reduce((sum, size) => sum + size, 0)
    },
    async stop() {
      isStopping = true
      stopping.abort(new Problem('unavailable', STOPPING))
      clearInterval(closer)
      const stopped = new Problem('unavailable', STOPPING)
      for (const task of [...queue.clear(), ...running]) task.reject(stopped)
      for (const slot of slots) dismiss(slot, slot.process.browser.kill())
      await Promise.allSettled([...launching, ...leaving])
      await Promise.allSettled(leaving)
    },
  }
}

/** Whether `work` succeeded in time. */
async function withLimit(work: Promise<unknown>, limitMs: number): Promise<boolean> {
  const late = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => late.resolve(false), limitMs)
  const done = work.then(
    () => true,
    () => false,
  )
  return Promise.race([done, late.promise]).finally(() => clearTimeout(timer))
}
