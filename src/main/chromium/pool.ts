import { Problem } from '../../shared/errors.ts'
import { attempt } from './attempt.ts'
import { BrowserFault, faultProblem } from './browser-fault.ts'
import { doneInTime } from './done-in-time.ts'
import { createFleet, type Fleet, type FleetOptions, type Slot } from './fleet.ts'
import { createJobQueue } from './job-queue.ts'
import type { Rendered, RenderJob } from './render-job.ts'

export interface PoolOptions extends FleetOptions {
  /** Milliseconds for a job, all its attempts together. */
  timeLimitMs: number
  /** Bytes that a browser may hold while it draws, beside what the size of the picture takes. */
  memoryLimit: number
}

export interface Pool extends Pick<Fleet, 'warm' | 'join' | 'processes' | 'restarts' | 'memory' | 'stop'> {
  render(job: RenderJob, signal?: AbortSignal): Promise<Rendered>
  readonly queueDepth: number
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

const ATTEMPTS = 2
/** After so many losses a page is not sent elsewhere again. */
const LOSSES = 3
/** Before its second attempt a job wants a sign of life of its next browser within this time, in milliseconds. */
const PROBE_LIMIT_MS = 1_000
/** Bytes for each pixel of a picture, all its copies together: it is painted, read back, packed and sent. */
const MEMORY_PER_PIXEL = 32

/** Shares jobs out to a few browsers. */
export function createPool({ timeLimitMs, memoryLimit, ...options }: PoolOptions): Pool {
  const queue = createJobQueue<Task>()
  const running = new Set<Task>()
  const stopping = new AbortController()
  const fleet = createFleet({ ...options, stopping: stopping.signal, onFree: pump, onNone: letDown })

  function pump(): void {
    while (fleet.hasFree) {
      const task = queue.take()
      if (!task) return
      void serve(fleet.take(task.job), task)
    }
    fleet.growFor(queue.length)
  }

  /** Those who wait hear why, unless another browser is on its way; they wait for no third. */
  function letDown(error: unknown): void {
    for (const task of queue.clear()) {
      if (task.isLetDown || fleet.starting < 2) task.reject(error)
      else {
        task.isLetDown = true
        queue.add(task, task.job.urgent ?? false)
      }
    }
  }

  async function serve(slot: Slot, task: Task): Promise<void> {
    running.add(task)
    // Whatever ended the last browser may have ended this one too.
    if (task.attempts + task.losses > 0 && !(await doneInTime(slot.process.probe(), PROBE_LIMIT_MS))) {
      running.delete(task)
      if (!stopping.signal.aborted) queue.addFirst(task)
      return fleet.replace(slot, 'The browser did not answer')
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
        return fleet.replace(slot, error.kind)
      }
      task.reject(error)
    }
    running.delete(task)
    await fleet.giveBack(slot)
  }

  /** Bytes. */
  function memoryFor({ width, height, deviceScaleFactor }: RenderJob): number {
    return memoryLimit + width * height * deviceScaleFactor ** 2 * MEMORY_PER_PIXEL
  }

  /** A page that takes too long or too much would do so again; a browser that went away may have been killed. */
  function retryOrFail(task: Task, fault: BrowserFault, wasLent: boolean): void {
    if (wasLent && fault.kind === 'crash' && task.losses++ < LOSSES) task.attempts--
    if (stopping.signal.aborted) task.reject(stopping.signal.reason)
    else if (fault.kind === 'crash' && task.attempts < ATTEMPTS) queue.addFirst(task)
    else task.reject(faultProblem(fault, timeLimitMs))
  }

  return {
    render(job, signal) {
      if (stopping.signal.aborted) return Promise.reject(stopping.signal.reason)
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
    get queueDepth() {
      return queue.length
    },
    warm: fleet.warm,
    join: fleet.join,
    get processes() {
      return fleet.processes
    },
    get restarts() {
      return fleet.restarts
    },
    memory: fleet.memory,
    stop() {
      stopping.abort(new Problem('unavailable', 'Bindery is stopping.'))
      for (const task of [...queue.clear(), ...running]) task.reject(stopping.signal.reason)
      return fleet.stop()
    },
  }
}
