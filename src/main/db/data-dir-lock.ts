import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { Problem } from '../../shared/errors.ts'

export interface DataDirLock {
  release(): void
}

/**
 * Makes this process the only farm on a data dir. The lock is SQLite's own file lock, held by an open exclusive
 * transaction: the operating system drops it with the process, so a killed farm never leaves a stale one.
 * @throws {Problem} `unavailable` where another farm holds it
 */
export function lockDataDir(dataDir: string): DataDirLock {
  const lock = new BetterSqlite3(join(dataDir, 'farm.lock'), { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error
    throw new Problem(
      'unavailable',
      `Another Bindery is running on ${dataDir}. Stop it, or start this one with another --data-dir.`,
    )
  }
  return { release: () => lock.close() }
}
