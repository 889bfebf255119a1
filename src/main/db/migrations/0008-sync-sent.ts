import { type Kysely, sql } from 'kysely'

/** What a creation sent, sealed until it is answered, so that the very same can be sent again. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('ALTER TABLE sync_steps ADD COLUMN sealed_body BLOB').execute(db)
}
