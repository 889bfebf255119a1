import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { Migrator } from 'kysely/migration'
import { Problem } from '../../shared/errors.ts'
import * as first from './migrations/0001-first.ts'
import type { Tables } from './tables.ts'

export type Db = Kysely<Tables>

export const DATABASE_FILE = 'bindery.db'

const MIGRATIONS = { '0001-first': first }

/**
 * Opens the farm's database, checks it and brings it to the present schema.
 * @throws {Problem} `unavailable` where the file cannot be opened, is damaged, or was written by a newer Bindery
 */
export async function openDatabase(dataDir: string): Promise<Db> {
  const file = join(dataDir, DATABASE_FILE)
  const sqlite = openSqlite(file)
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: sqlite }) })
  const { error } = await new Migrator({ db, provider: { getMigrations: async () => MIGRATIONS } }).migrateToLatest()
  if (error) {
    await db.destroy()
    throw cannotOpen(file, error)
  }
  return db
}

function openSqlite(file: string): BetterSqlite3.Database {
  let sqlite: BetterSqlite3.Database | undefined
  try {
    // For its owner alone; SQLite gives its journals the same mode.
    closeSync(openSync(file, 'a', 0o600))
    sqlite = new BetterSqlite3(file, { timeout: 5000 })
    sqlite.pragma('journal_mode = WAL')
    // What was acknowledged survives a power cut: every commit is on disk before it is answered.
    sqlite.pragma('synchronous = FULL')
    sqlite.pragma('foreign_keys = ON')
    sqlite.pragma('cache_size = -32000')
    // A secret that was removed or replaced is overwritten, sealed as it is.
    sqlite.pragma('secure_delete = ON')
    const check = sqlite.pragma('quick_check(1)', { simple: true })
    if (check !== 'ok') throw new Error(String(check))
    return sqlite
  } catch (error) {
    sqlite?.close()
    throw cannotOpen(file, error)
  }
}

function cannotOpen(file: string, error: unknown): Problem {
  const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
  return new Problem(
    'unavailable',
    `The database ${file} cannot be opened (${reason}). Move it away to start afresh, or restore a backup with "bindery restore FILE".`,
    { cause: error },
  )
}
