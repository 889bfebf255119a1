import { once } from 'node:events'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import workerPath from './checkpoint-worker.ts?modulePath'
import { DATABASE_FILE } from './database-file.ts'

export interface CheckpointThread {
  /** Takes what is in the journal into the database file, while commits go on. Not to be called while it does. */
  checkpoint(): Promise<void>
  stop(): Promise<void>
}

/** Checkpoints on a thread of its own, which is there from the first one on: most farms hardly ever need it. */
export function checkpointThread(dataDir: string): CheckpointThread {
  let worker: Worker | null = null

  function start(): Worker {
    const started = new Worker(workerPath, { workerData: join(dataDir, DATABASE_FILE) })
    started.once('exit', () => {
      worker = null
    })
    started.unref()
    return started
  }

  return {
    async checkpoint() {
      worker ??= start()
      worker.postMessage(null)
      await once(worker, 'message')
    },
    async stop() {
      await worker?.terminate()
    },
  }
}
