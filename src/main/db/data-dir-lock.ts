import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { Problem } from '../../shared/errors.ts'
import { storageAdvice } from './storage-fault.ts'

export interface DataDirLock {
  release(): void
}

/** The lock's file in a data dir; it stays when the farm has ended. */
export const LOCK_FILE = 'farm.lock'

/**
 * Makes this process the only farm on a data dir. The lock is SQLite's own file lock, held by an open exclusive
 * transaction: the operating system drops it with the process, so a killed farm never leaves a stale one.
 * @throws {Problem} `unavailable` where another farm holds it, or the lock's file can't be used
 */
export function lockDataDir(dataDir: string): DataDirLock {
  const file = join(dataDir, LOCK_FILE)
  let lock: BetterSqlite3.Database | undefined
  try {
    closeSync(openSync(file, 'a', 0o600))
    lock = new BetterSqlite3(file, { timeout: 0 })
    // Nothing is ever written, so that a full disk does not stand in the way.
    lock.pragma('journal_mode = MEMORY')
    lock.exec('BEGIN EXCLUSIVE')
  } catch (cause) {
    lock?.close()
    throw lockProblem(dataDir, file, cause)
  }
  const held = lock
  return { release: () => held.close() }
}

function lockProblem(dataDir: string, file: string, cause: unknown): Problem {
  const { code, message } = cause as { code?: string; message: string }
  if (code === 'SQLITE_BUSY') {
    const detail = `Another Bindery is running on ${dataDir}. Stop it, or start this one with another --data-dir.`
    return new Problem('unavailable', detail)
  }
  const advice = storageAdvice(cause)
  if (advice && code !== 'SQLITE_CANTOPEN')
    return new Problem('unavailable', `${file} can't be locked. ${advice}`, { cause })
  return new Problem(
    'unavailable',
    `${file} can't be used as the lock of the data folder (${message}). Remove it, or choose another --data-dir.`,
    { cause },
  )
}
