import type BetterSqlite3 from 'better-sqlite3'

/** Pages of the journal that are not in the database file yet when that is seen to: as many as SQLite itself lets be. */
const WAITING_PAGES = 1000
/**
 * Length of the journal, in pages, from which SQLite sees to it within a commit: the journal begins anew only where a
 * commit finds all of it done, and commits that come thick and fast never do.
 */
const MOST_PAGES = 16_000
/** What is left of the file of a journal that grew longer, in bytes. */
const KEPT_BYTES = 16 * 1024 * 1024

/**
 * Has checkpoints made elsewhere, where SQLite would make them within a commit and hold up the whole process. One that
 * fails is the last, and SQLite makes them again.
 * @param onFault told why that is
 * @returns a look at the journal, for after commits
 */
export function checkpointsElsewhere(
  sqlite: BetterSqlite3.Database,
  checkpoint: () => Promise<void>,
  onFault: (error: unknown) => void,
): () => Promise<void> {
  sqlite.pragma(`wal_autocheckpoint = ${MOST_PAGES}`)
  sqlite.pragma(`journal_size_limit = ${KEPT_BYTES}`)
  let isLooking = true

  return async () => {
    if (!isLooking) return
    isLooking = false
    try {
      if (waitingPages(sqlite) >= WAITING_PAGES) await checkpoint()
      isLooking = true
    } catch (error) {
      sqlite.pragma(`wal_autocheckpoint = ${WAITING_PAGES}`)
      onFault(error)
    }
  }
}

function waitingPages(sqlite: BetterSqlite3.Database): number {
  const [pages] = sqlite.pragma('wal_checkpoint(NOOP)') as { log: number; checkpointed: number }[]
  return pages ? pages.log - pages.checkpointed : 0
}
