import type BetterSqlite3 from 'better-sqlite3'
import { type Kysely, sql } from 'kysely'

export type Migrations = Record<string, { up(db: Kysely<unknown>): Promise<void> }>

/** Where the names of the migrations that were carried out lie. */
export const MIGRATIONS_TABLE = 'kysely_migration'

/** The names that a database has had, in their order; none where the table is not there. */
export function appliedMigrations(sqlite: BetterSqlite3.Database): string[] {
  const table = sqlite.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(MIGRATIONS_TABLE)
  if (!table) return []
  return sqlite.prepare(`SELECT name FROM ${MIGRATIONS_TABLE} ORDER BY name`).pluck().all() as string[]
}

export const pendingMigrations = (migrations: Migrations, applied: readonly string[]): string[] =>
  Object.keys(migrations)
    .filter((name) => !applied.includes(name))
    .sort()

/**
 * Carries out migrations, each with its own record in one transaction, so that one that is cut off leaves nothing.
 * (Kysely's own migrator gives SQLite no transaction.)
 */
export async function migrate<T>(
  db: Kysely<T>,
  migrations: Migrations,
  names: readonly string[],
  now: number,
): Promise<void> {
  for (const name of names) {
    await db.transaction().execute(async (trx) => {
      await sql
        .raw(`CREATE TABLE IF NOT EXISTS ${MIGRATIONS_TABLE} (name TEXT PRIMARY KEY, timestamp TEXT NOT NULL)`)
        .execute(trx)
      await migrations[name]?.up(trx as unknown as Kysely<unknown>)
      await sql`INSERT INTO ${sql.table(MIGRATIONS_TABLE)} VALUES (${name}, ${new Date(now).toISOString()})`.execute(
        trx,
      )
    })
  }
}
