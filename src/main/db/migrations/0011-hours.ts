import { type Kysely, sql } from 'kysely'

/**
 * The counts of an hour lie together, so that counting a run writes to the pages of its hour alone; and those that are
 * too old lie together too, so that no index is needed to find them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  'DROP INDEX run_hours_hour',
  'ALTER TABLE run_hours RENAME TO run_hours_before',
  `CREATE TABLE run_hours (
    hour INTEGER NOT NULL, binding_uid TEXT NOT NULL, rendered INTEGER NOT NULL, unchanged INTEGER NOT NULL,
    failed INTEGER NOT NULL, PRIMARY KEY (hour, binding_uid)
  ) STRICT, WITHOUT ROWID`,
  `INSERT INTO run_hours (hour, binding_uid, rendered, unchanged, failed)
    SELECT hour, binding_uid, rendered, unchanged, failed FROM run_hours_before ORDER BY hour, binding_uid`,
  'DROP TABLE run_hours_before',
]
