import { closeSync, fdatasync, openSync } from 'node:fs'
import { promisify } from 'node:util'
import type BetterSqlite3 from 'better-sqlite3'

const syncFile = promisify(fdatasync)

export interface SyncedBeside {
  /** Carries out work in an immediate transaction; resolved once what it did is on the disk. */
  commit<T>(work: () => T): Promise<T>
  close(): void
}

/**
 * Commits that sync the disk beside other work. SQLite itself would hold the whole process up for as long as that
 * takes, so it is told to leave the journal unsynced, which is then synced all the same before anyone hears of it.
 * @param onCommit told when a commit is on the disk
 */
export function syncedBeside(
  sqlite: BetterSqlite3.Database,
  onCommit: () => unknown,
  sync: (file: number) => Promise<void> = syncFile,
): SyncedBeside {
  let journal: number | undefined
  return {
    async commit(work) {
      const result = unsynced(sqlite, () => sqlite.transaction(work).immediate())
      // There is one from the first commit on, and SQLite keeps it for as long as the database is open.
      journal ??= openSync(`${sqlite.name}-wal`, 'r+')
      await sync(journal)
      onCommit()
      return result
    },
    close() {
      if (journal !== undefined) closeSync(journal)
      journal = undefined
    },
  }
}

function unsynced<T>(sqlite: BetterSqlite3.Database, work: () => T): T {
  sqlite.pragma('synchronous = NORMAL')
  try {
    return work()
  } finally {
    sqlite.pragma('synchronous = FULL')
  }
}
