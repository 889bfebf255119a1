import type BetterSqlite3 from 'better-sqlite3'
import { LRUCache } from 'lru-cache'
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

/** The SQL of lists with filters differs; what is asked for often is among so many. */
const MOST_PREPARED = 300

/** The same database, which prepares the same SQL but once. */
export function preparedOnce(sqlite: BetterSqlite3.Database): Pick<BetterSqlite3.Database, 'prepare' | 'close'> {
  const prepared = new LRUCache<string, BetterSqlite3.Statement>({ max: MOST_PREPARED })
  return {
    prepare(sql: string) {
      const known = prepared.get(sql)
      if (known) return known
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
  return {
    all: <T>(sql: string, ...values: Value[]) => prepare(sql).all(...values) as T[],
    get: <T>(sql: string, ...values: Value[]) => prepare(sql).get(...values) as T | undefined,
    count: countedOnce(database),
    run,
    insert(table, row) {
      const columns = Object.keys(row)
      const places = columns.map(() => '?').join(', ')
      const inserting = prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places})`)
      return Number(inserting.run(...(Object.values(row) as Value[])).lastInsertRowid)
    },
    update(table, uid, row) {
      const columns = Object.keys(row)
      if (columns.length === 0) return
      const changes = columns.map((column) => `${column} = ?`).join(', ')
      run(`UPDATE ${table} SET ${changes} WHERE uid = ?`, ...(Object.values(row) as Value[]), uid)
    },
  }
}
