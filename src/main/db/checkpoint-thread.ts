import { once } from 'node:events'
import { join } from 'node:path'
import workerPath from './checkpoint-worker.ts?modulePath'
import { DATABASE_FILE } from './database-file.ts'
import { type DatabaseThread, startDatabaseThread } from './database-thread.ts'

export interface CheckpointThread {
  /** Takes what is in the journal into the database file, while commits go on. Not to be called while it does. */
  checkpoint(): Promise<void>
  stop(): Promise<void>
}

/** Checkpoints on a thread of its own, which is there from the first one on: most farms hardly ever need it. */
export function checkpointThread(dataDir: string): CheckpointThread {
  let thread: DatabaseThread | null = null

  function start(): DatabaseThread {
    const started = startDatabaseThread(workerPath, join(dataDir, DATABASE_FILE))
    started.worker.once('exit', () => {
      thread = null
    })
    started.worker.unref()
    return started
  }

  return {
    async checkpoint() {
      thread ??= start()
      const { worker } = thread
      worker.postMessage(null)
      await once(worker, 'message')
    },
    async stop() {
      await thread?.end()
    },
  }
}
