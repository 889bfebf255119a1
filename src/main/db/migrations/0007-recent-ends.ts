import { type Kysely, sql } from 'kysely'

/** How the last five refreshes of a binding ended; of those before, the failures in a row are known. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  "ALTER TABLE binding_states ADD COLUMN recent_ends TEXT NOT NULL DEFAULT ''",
  "UPDATE binding_states SET recent_ends = substr('fffff', 1, failure_count) WHERE failure_count > 0",
]
