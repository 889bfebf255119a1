import type BetterSqlite3 from 'better-sqlite3'
import { LRUCache } from 'lru-cache'
import type { Value } from './statements.ts'

/** Counts that are kept, by the characters of what they are counts of. */
const MOST_KEPT = 100_000

/** What tells that no row was changed: by this connection, or by another one. */
const STAMP = "SELECT total_changes() || ' ' || data_version AS stamp FROM pragma_data_version"

/** Gives the number of rows of a FROM clause, which SQLite goes through one by one, and does so but once for the same rows. */
export function countedOnce({ prepare }: Pick<BetterSqlite3.Database, 'prepare'>) {
  const counts = new LRUCache<string, number>({ maxSize: MOST_KEPT, sizeCalculation: (_, key) => key.length })
  let stamp: unknown

  return (from: string, ...values: Value[]): number => {
    const now = prepare(STAMP).pluck().get()
    if (now !== stamp) counts.clear()
    stamp = now
    const key = JSON.stringify([from, ...values])
    const known = counts.get(key)
    if (known !== undefined) return known
    const count = prepare(`SELECT count(*) FROM ${from}`)
      .pluck()
      .get(...values) as number
    counts.set(key, count)
    return count
  }
}
