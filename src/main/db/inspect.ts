import { statSync } from 'node:fs'
import BetterSqlite3 from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { appliedMigrations, MIGRATIONS_TABLE, type Migrations, migrate } from './migrate.ts'

/** What a database file is found to be. */
export type Inspection =
  | { kind: 'sound'; applied: string[] }
  | { kind: 'damaged'; fault: string }
  /** A sound database of some other program. */
  | { kind: 'foreign' }
  | { kind: 'newer'; migration: string }

/** Faults that lie in the bytes of the file; all others (locked, not permitted, a full disk) say nothing of them. */
const IN_THE_BYTES = /^SQLITE_(CORRUPT|NOTADB|ERROR$|IOERR_SHORT_READ|FORMAT)/

export interface InspectOptions {
  /** Whether every page is looked at, which takes a second for each gigabyte or more; default true. */
  pages?: boolean
}

/**
 * Looks at a database without changing it: its pages, whose it is, and whether every table and column is there that its
 * migrations made.
 * @throws what keeps it from being read at all
 */
export async function inspectDatabase(
  file: string,
  migrations: Migrations,
  { pages = true }: InspectOptions = {},
): Promise<Inspection> {
  if (statSync(file).size === 0) return { kind: 'damaged', fault: 'it is empty' }
  return readOnly(
    file,
    async (sqlite) => {
      const fault = pages ? findPageFault(sqlite) : null
      if (fault) return damagedBy(fault)
      const found = await inspect(sqlite, migrations)
      return found.kind === 'sound' && isCutShort(file, sqlite) ? damagedBy('its end is missing') : found
    },
    damagedBy,
  )
}

/** What is wrong with the pages of a database; null where nothing is. @throws what keeps it from being read at all */
export const findFaultOfPages = (file: string): Promise<string | null> =>
  readOnly(
    file,
    async (sqlite) => findPageFault(sqlite),
    (fault) => fault,
  )

const damagedBy = (fault: string): Inspection => ({ kind: 'damaged', fault })

async function readOnly<T>(
  file: string,
  read: (sqlite: BetterSqlite3.Database) => Promise<T>,
  damagedBy: (fault: string) => T,
): Promise<T> {
  let sqlite: BetterSqlite3.Database | undefined
  try {
    // A connection that can't write leaves a journal as it is when it closes.
    sqlite = new BetterSqlite3(file, { readonly: true, timeout: 5000 })
    return await read(sqlite)
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    if (code === undefined || !IN_THE_BYTES.test(code)) throw error
    return damagedBy(message.split('\n')[0] ?? code)
  } finally {
    sqlite?.close()
  }
}

/** SQLite reads what is missing of the last page as zeroes. With a journal, that page may be in it. */
function isCutShort(file: string, sqlite: BetterSqlite3.Database): boolean {
  if (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size) return false
  const pragma = (name: string) => Number(sqlite.pragma(name, { simple: true }))
  return statSync(file).size < pragma('page_count') * pragma('page_size')
}

async function inspect(sqlite: BetterSqlite3.Database, migrations: Migrations): Promise<Inspection> {
  const present = columnsOf(sqlite)
  if (present.size === 0) return { kind: 'damaged', fault: 'it is empty' }
  const isOurs = present.has(`${MIGRATIONS_TABLE}.name`) || present.has('bindings.uid')
  if (!isOurs) return { kind: 'foreign' }
  const applied = appliedMigrations(sqlite)
  const unknown = applied.find((name) => !(name in migrations))
  if (unknown !== undefined) return { kind: 'newer', migration: unknown }
  const expected = applied.length === 0 ? [MIGRATIONS_TABLE] : await columnsAfter(migrations, applied)
  const lost = [...expected].find((column) => !present.has(column))
  return lost === undefined ? { kind: 'sound', applied } : { kind: 'damaged', fault: `${lost} is missing` }
}

/** SQLite's own words for the first fault that it finds in the pages. */
export function findPageFault(sqlite: BetterSqlite3.Database): string | null {
  const check = String(sqlite.pragma('quick_check(1)', { simple: true }))
  return check === 'ok' ? null : (check.split('\n').at(-1) ?? check)
}

async function columnsAfter(migrations: Migrations, applied: readonly string[]): Promise<Set<string>> {
  const sqlite = new BetterSqlite3(':memory:')
  const db = new Kysely<unknown>({ dialect: new SqliteDialect({ database: sqlite }) })
  try {
    await migrate(db, migrations, applied, 0)
    return columnsOf(sqlite)
  } finally {
    await db.destroy()
  }
}

/** Every column as `table.column`. */
function columnsOf(sqlite: BetterSqlite3.Database): Set<string> {
  const columns = sqlite
    .prepare(
      "SELECT tables.name || '.' || columns.name FROM sqlite_schema AS tables JOIN pragma_table_info(tables.name) AS columns WHERE tables.type = 'table'",
    )
    .pluck()
    .all()
  return new Set(columns as string[])
}
