import type { Db } from './database.ts'
import type { Statements, Value } from './statements.ts'

/** Rows that are seen to at a time, since all else waits meanwhile. */
const PORTION = 1000

/**
 * Removes finished deliveries: those that ended before `before`, epoch milliseconds, and those of events that are not among
 * the newest `keep`.
 */
export const trimDeliveries = (db: Db, before: number, keep: number): Promise<void> =>
  inPortions(db, before, keep, {
    rows: 'deliveries',
    number: 'event_seq',
    read: 'event_seq, status, finished_at',
    goes: "status <> 'pending' AND (event_seq <= ? OR finished_at < ?)",
  })

/** Removes events from before `before` and all but the newest `keep`, save those that a delivery tells of. */
export const trimEvents = (db: Db, before: number, keep: number): Promise<void> =>
  inPortions(db, before, keep, {
    rows: 'events',
    number: 'seq',
    read: 'seq, created_at',
    goes: '(seq <= ? OR created_at < ?) AND NOT EXISTS (SELECT 1 FROM deliveries WHERE event_seq = seq)',
  })

interface Trimmed {
  rows: 'deliveries' | 'events'
  /** The column that holds an event's place in the order of all. */
  number: 'event_seq' | 'seq'
  /** The columns that are looked at. */
  read: string
  /** Which rows go, by the last event over the count and the moment before which all go. */
  goes: string
}

/** Goes through what belongs to events that are too old or too many, of which some may have to stay. */
async function inPortions(db: Db, before: number, keep: number, { rows, number, read, goes }: Trimmed): Promise<void> {
  const { over, last } = await db.look((statements) => lastOld(statements, before, keep))
  const find = `SELECT max(${number}) AS last, total(${goes}) AS going FROM (
    SELECT ${read} FROM ${rows} WHERE ${number} > ? AND ${number} <= ? ORDER BY ${number} LIMIT ${PORTION}
  )`
  const remove = `DELETE FROM ${rows} WHERE ${number} > ? AND ${number} <= ? AND ${goes}`
  const old: Value[] = [over, before]
  for (let from = 0; from < last; ) {
    const look = (statements: Statements) => statements.get<Portion>(find, ...old, from, last)
    const portion = await db.look(look)
    const to = portion?.last ?? last
    if (portion?.going) await db.atOnce((statements) => statements.run(remove, from, to, ...old))
    from = to
  }
}

interface Portion {
  /** Null behind the last row. */
  last: number | null
  going: number
}

/** The last event over the count, and the last one that goes for that or for its age; 0 where there is none. */
function lastOld(statements: Statements, before: number, keep: number): { over: number; last: number } {
  const seq = (sql: string, ...values: Value[]) => statements.get<{ seq: number | null }>(sql, ...values)?.seq ?? 0
  const over = Math.max(0, seq('SELECT max(seq) AS seq FROM events') - keep)
  // By the index, which holds few of them; from the newest on SQLite would go through nearly all.
  const aged = seq('SELECT max(seq) AS seq FROM events INDEXED BY events_created WHERE created_at < ?', before)
  return { over, last: Math.max(over, aged) }
}
