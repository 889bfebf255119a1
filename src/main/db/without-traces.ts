import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type DataDirLock, LOCK_FILE, lockDataDir } from './data-dir-lock.ts'
import { DATABASE_FILE } from './database-file.ts'

/**
 * Reads a database and leaves the data dir as it was. SQLite makes journals for whoever reads, too, and leaves them: made
 * by another user, they would keep the farm from writing.
 */
export async function withoutTraces<T>(dataDir: string, look: () => T | Promise<T>): Promise<T> {
  const journals = ['-wal', '-shm'].map((suffix) => join(dataDir, DATABASE_FILE + suffix))
  const lock = tryToLock(dataDir)
  const made = journals.filter((file) => !existsSync(file))
  try {
    return await look()
  } finally {
    // Without the lock a farm may be using them.
    if (lock) for (const file of made) rmSync(file, { force: true })
    lock?.release()
  }
}

/** Null where a farm is running, or where none ever was. */
function tryToLock(dataDir: string): DataDirLock | null {
  try {
    return existsSync(join(dataDir, LOCK_FILE)) ? lockDataDir(dataDir) : null
  } catch {
    return null
  }
}
