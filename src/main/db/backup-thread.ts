import { join } from 'node:path'
import workerPath from './backup-worker.ts?modulePath'
import { DATABASE_FILE } from './database-file.ts'
import { startDatabaseThread } from './database-thread.ts'

/** Copies a database to `target` on a thread of its own; a signal that is aborted ends it, and no file has that name then. */
export async function backUpOnThread(dataDir: string, target: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  const thread = startDatabaseThread(workerPath, { source: join(dataDir, DATABASE_FILE), target })
  const { worker } = thread
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  worker.once('error', reject)
  worker.once('exit', (code) => (code === 0 ? resolve() : reject(new Error('The backup was cut off'))))
  const end = () => void thread.end()
  signal.addEventListener('abort', end, { once: true })
  try {
    await promise
  } finally {
    signal.removeEventListener('abort', end)
  }
}
