import { type Kysely, sql } from 'kysely'

/** The id under which the refresh that is owed was promised. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('ALTER TABLE binding_states ADD COLUMN owed_run_id TEXT').execute(db)
}
