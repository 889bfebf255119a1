import { type DatabaseThread, startDatabaseThread } from './database-thread.ts'
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
  let thread: DatabaseThread | undefined
  return {
    get fault() {
      return fault
    },
    start(onDamage) {
      if (isDone || thread) return
      thread = startDatabaseThread(workerPath, file)
      const { worker } = thread
      worker.unref()
      worker.once('message', (found: string | null) => {
        fault = found
        if (found !== null) onDamage(found)
      })
      // One that can't be made says nothing of the pages. The next start makes another.
      worker.once('error', () => {})
    },
    async stop() {
      await thread?.end()
    },
  }
}
