import type { Db } from './database.ts'
import type { Statements, Value } from './statements.ts'

/** Rows that are seen to at a time, since all else waits meanwhile. */
const PORTION = 200

/** Asked between the portions: what is not done then is left to the next time. */
export type GoesOn = () => boolean

/** Removes deliveries that ended before `before`, epoch milliseconds. */
export async function trimDeliveries(db: Db, before: number, goesOn: GoesOn): Promise<void> {
  const last = await db.look((statements) => lastAged(statements, before))
  await inPortions(db, last, goesOn, {
    rows: 'deliveries',
    number: 'event_seq',
    read: 'event_seq, status, finished_at',
    goes: "status <> 'pending' AND finished_at < ?",
    values: [before],
  })
}

/** Removes events from before `before` and all but the newest `keep`, save those that a delivery tells of. */
export async function trimEvents(db: Db, before: number, keep: number, goesOn: GoesOn): Promise<void> {
  const [over, aged] = await db.look((statements) => [lastOver(statements, keep), lastAged(statements, before)])
  await inPortions(db, Math.max(over, aged), goesOn, {
    rows: 'events',
    number: 'seq',
    read: 'seq, created_at',
    goes: '(seq <= ? OR created_at < ?) AND NOT EXISTS (SELECT 1 FROM deliveries WHERE event_seq = seq)',
    values: [over, before],
  })
}

interface Trimmed {
  rows: 'deliveries' | 'events'
  /** The column that holds an event's place in the order of all. */
  number: 'event_seq' | 'seq'
  /** The columns that are looked at. */
  read: string
  /** Which rows go, and the values of its parameters. */
  goes: string
  values: Value[]
}

/** Goes through what belongs to events up to `last`, of which some may have to stay. */
async function inPortions(db: Db, last: number, goesOn: GoesOn, trimmed: Trimmed): Promise<void> {
  const { rows, number, read, goes, values } = trimmed
  const find = `SELECT max(${number}) AS last, total(${goes}) AS going FROM (
    SELECT ${read} FROM ${rows} WHERE ${number} > ? AND ${number} <= ? ORDER BY ${number} LIMIT ${PORTION}
  )`
  const remove = `DELETE FROM ${rows} WHERE ${number} > ? AND ${number} <= ? AND ${goes}`
  for (let from = 0; from < last && goesOn(); ) {
    const look = (statements: Statements) => statements.get<Portion>(find, ...values, from, last)
    const portion = await db.look(look)
    const to = portion?.last ?? last
    if (portion?.going) await db.atOnce((statements) => statements.run(remove, from, to, ...values))
    from = to
  }
}

interface Portion {
  /** Null behind the last row. */
  last: number | null
  going: number
}

const seqOf = (statements: Statements, sql: string, ...values: Value[]): number =>
  statements.get<{ seq: number | null }>(sql, ...values)?.seq ?? 0

/** The last event that is not among the newest `keep`; 0 where there is none. */
const lastOver = (statements: Statements, keep: number): number =>
  Math.max(0, seqOf(statements, 'SELECT max(seq) AS seq FROM events') - keep)

/** The last event from before `before`; 0 where there is none. By the index: from the newest on SQLite would go through nearly all. */
const lastAged = (statements: Statements, before: number): number =>
  seqOf(statements, 'SELECT max(seq) AS seq FROM events INDEXED BY events_created WHERE created_at < ?', before)
