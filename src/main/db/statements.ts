import type BetterSqlite3 from 'better-sqlite3'
import { countedOnce } from './counts.ts'
import type { NewRow, Row, Tables } from './tables.ts'

export type Value = string | number | bigint | Buffer | null

/**
 * What is done thousands of times a second, in SQL of its own: each statement is prepared once and carried out at once.
 * They see and change what the transaction sees that is open on the connection, so they belong into one.
 */
export interface Statements {
  all<T>(sql: string, ...values: Value[]): T[]
  get<T>(sql: string, ...values: Value[]): T | undefined
  /** Gives how many rows `FROM …` has. Not for a transaction, whose changes may be taken back and leave what was counted. */
  count(from: string, ...values: Value[]): number
  /** Gives how many rows were changed. */
  run(sql: string, ...values: Value[]): number
  /** Gives the row's number. */
  insert<T extends keyof Tables>(table: T, row: NewRow<T>): number
  /** Sets these columns of the row of that uid. */
  update<T extends keyof Tables>(table: T, uid: string, row: Partial<Row<T>>): void
}

/**
 * A text that rows are looked for by, other than by one unique column alone. Compared as it is, SQLite plans the whole
 * statement anew each time that it is given another one, which costs several times as much as to carry it out.
 */
export const TEXT = 'CAST(? AS TEXT)'

/** The SQL of lists with filters differs; what is asked for often is among so many. */
const MOST_PREPARED = 300

/** The same database, which prepares the same SQL but once. */
export function preparedOnce(sqlite: BetterSqlite3.Database): Pick<BetterSqlite3.Database, 'prepare' | 'close'> {
  const prepared = new Map<string, BetterSqlite3.Statement>()
  return {
    prepare(sql: string) {
      const known = prepared.get(sql)
      if (known) return known
      const [oldest] = prepared.size < MOST_PREPARED ? [] : prepared.keys()
      if (oldest !== undefined) prepared.delete(oldest)
      const statement = sqlite.prepare(sql)
      prepared.set(sql, statement)
      return statement
    },
    close: () => sqlite.close(),
  } as Pick<BetterSqlite3.Database, 'prepare' | 'close'>
}

export function statementsOf(database: Pick<BetterSqlite3.Database, 'prepare'>): Statements {
  const { prepare } = database
  const run = (sql: string, ...values: Value[]) => prepare(sql).run(...values).changes
  const insertion = writtenOnce((table, columns) => {
    return `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`
  })
  const change = writtenOnce((table, columns) => {
    return `UPDATE ${table} SET ${columns.map((column) => `${column} = ?`).join(', ')} WHERE uid = ?`
  })
  return {
    all: <T>(sql: string, ...values: Value[]) => prepare(sql).all(...values) as T[],
    get: <T>(sql: string, ...values: Value[]) => prepare(sql).get(...values) as T | undefined,
    count: countedOnce(database),
    run,
    insert(table, row) {
      const inserting = prepare(insertion(table, Object.keys(row)))
      return Number(inserting.run(...(Object.values(row) as Value[])).lastInsertRowid)
    },
    update(table, uid, row) {
      const columns = Object.keys(row)
      if (columns.length === 0) return
      run(change(table, columns), ...(Object.values(row) as Value[]), uid)
    },
  }
}

/** Sets of columns that are remembered for each table. */
const MOST_SETS = 50

/** The SQL for a table's columns, which costs more to write than to carry out, written once. */
function writtenOnce(write: (table: string, columns: readonly string[]) => string) {
  const known = new Map<string, { columns: readonly string[]; sql: string }[]>()
  return (table: string, columns: readonly string[]): string => {
    const sets = known.get(table) ?? []
    const found = sets.find((set) => isSame(set.columns, columns))
    if (found) return found.sql
    const sql = write(table, columns)
    known.set(table, [{ columns, sql }, ...sets].slice(0, MOST_SETS))
    return sql
  }
}

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((column, at) => column === other[at])
