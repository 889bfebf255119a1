import { type Kysely, sql } from 'kysely'

/**
 * The hour that is going on is counted with a binding's state, which each refresh writes in any case. Hours that are
 * over lie together, so that no index is needed to find those that are too old.
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
  'ALTER TABLE binding_states ADD COLUMN counted_hour INTEGER',
  'ALTER TABLE binding_states ADD COLUMN counted_rendered INTEGER NOT NULL DEFAULT 0',
  'ALTER TABLE binding_states ADD COLUMN counted_unchanged INTEGER NOT NULL DEFAULT 0',
  'ALTER TABLE binding_states ADD COLUMN counted_failed INTEGER NOT NULL DEFAULT 0',
]
