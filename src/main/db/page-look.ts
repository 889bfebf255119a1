import { Worker } from 'node:worker_threads'
import workerPath from './page-look-worker.ts?modulePath'

/** A look at all pages of a database that a farm has opened without one. */
export interface PageLook {
  /** What is wrong with them, once that is known. */
  readonly fault: string | null
  /** Begins it, on a thread of its own, where it is still to be made. Tells of damage. */
  start(onDamage: (fault: string) => void): void
  /** Breaks it off. */
  stop(): Promise<void>
}

export function lookAtPages(file: string, isDone: boolean): PageLook {
  let fault: string | null = null
  let worker: Worker | undefined
  return {
    get fault() {
      return fault
    },
    start(onDamage) {
      if (isDone || worker) return
      worker = new Worker(workerPath, { workerData: { file } })
      worker.unref()
      worker.once('message', (found: string | null) => {
        fault = found
        if (found !== null) onDamage(found)
      })
      // One that can't be made says nothing of the pages. The next start makes another.
      worker.once('error', () => {})
    },
    async stop() {
      await worker?.terminate()
    },
  }
}
