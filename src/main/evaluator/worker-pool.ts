import type { JobReply, JobRequest } from './job.ts'
import { type KillableWorker, startKillableWorker, WorkerKilled } from './killable-worker.ts'

export interface WorkerPoolOptions {
  /** The worker's own module. */
  path: string
  size: number
  timeLimitMs: number
}

export interface WorkerPool {
  /** Runs one job on the next free worker. Rejects with WorkerKilled, or with the signal's reason. */
  run(request: JobRequest, signal?: AbortSignal): Promise<JobReply>
  /** False where the last worker could not be started. */
  isAlive(): boolean
  /** Ends every worker and rejects what still waits. */
  stop(): Promise<void>
}

interface Waiting extends PromiseWithResolvers<JobReply> {
  request: JobRequest
  /** Whether it was lost with a worker already. */
  isAgain: boolean
}

/** It may be none of the job's doing: so it is tried once more, as a page is whose browser was lost. */
const isLoss = (error: unknown) => error instanceof WorkerKilled && ['killed', 'crash'].includes(error.reason)

/**
 * A queue before a few workers. They all start with the first job, and one that was killed is replaced at once, so
 * that the job after a bad one finds a warm worker.
 */
export function createWorkerPool({ path, size, timeLimitMs }: WorkerPoolOptions): WorkerPool {
  const workers = new Set<KillableWorker>()
  const idle: KillableWorker[] = []
  const queue: Waiting[] = []
  let stopped = false
  let couldStart = true

  const fill = () => {
    while (!stopped && workers.size < size) void start()
  }

  const start = async () => {
    const worker = startKillableWorker(path)
    workers.add(worker)
    void worker.gone.then(() => drop(worker))
    try {
      await worker.ready
      couldStart = true
    } catch (error) {
      workers.delete(worker)
      couldStart = stopped
      // Started again only when asked again: what can't start now would fail for ever.
      for (const waiting of queue.splice(0)) waiting.reject(error)
      return
    }
    idle.push(worker)
    pump()
  }

  const drop = (worker: KillableWorker) => {
    workers.delete(worker)
    const place = idle.indexOf(worker)
    if (place >= 0) idle.splice(place, 1)
  }

  const give = async (worker: KillableWorker, waiting: Waiting) => {
    try {
      waiting.resolve(await worker.run(waiting.request, timeLimitMs))
      idle.push(worker)
      pump()
    } catch (error) {
      workers.delete(worker)
      const isOver = !isLoss(error) || waiting.isAgain || stopped
      waiting.isAgain = true
      if (isOver) waiting.reject(error)
      else queue.unshift(waiting)
      fill()
      pump()
    }
  }

  const pump = () => {
    while (!stopped && queue.length > 0) {
      const worker = idle.shift()
      if (!worker) return
      const waiting = queue.shift()
      if (waiting) void give(worker, waiting)
    }
  }

  return {
    async run(request, signal) {
      signal?.throwIfAborted()
      if (stopped) throw new WorkerKilled('stopped', 'The evaluator was stopped')
      const waiting: Waiting = { ...Promise.withResolvers<JobReply>(), request, isAgain: false }
      const abort = () => {
        // A job that already runs is left to its time limit; only its caller stops waiting.
        const place = queue.indexOf(waiting)
        if (place >= 0) queue.splice(place, 1)
        waiting.reject(signal?.reason)
      }
      signal?.addEventListener('abort', abort, { once: true })
      queue.push(waiting)
      fill()
      pump()
      try {
        return await waiting.promise
      } finally {
        signal?.removeEventListener('abort', abort)
      }
    },
    isAlive: () => couldStart,
    async stop() {
      stopped = true
      for (const waiting of queue.splice(0)) {
        waiting.reject(new WorkerKilled('stopped', 'The evaluator was stopped'))
      }
      await Promise.all([...workers].map((worker) => worker.kill()))
    },
  }
}
