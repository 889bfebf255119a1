import { type Kysely, sql } from 'kysely'

/** What was acknowledged and is still to be carried out becomes a fact of its own, apart from the due times. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  'ALTER TABLE binding_states ADD COLUMN owed_redraws INTEGER NOT NULL DEFAULT 0',
  'ALTER TABLE binding_states ADD COLUMN owed_calls INTEGER NOT NULL DEFAULT 0',
  'ALTER TABLE binding_states ADD COLUMN refresh_owed INTEGER NOT NULL DEFAULT 0',
  'CREATE INDEX states_owed ON binding_states (uid) WHERE owed_redraws + owed_calls + refresh_owed > 0',
  'ALTER TABLE binding_data DROP COLUMN called_at',
  'ALTER TABLE idempotency ADD COLUMN token TEXT',
]
