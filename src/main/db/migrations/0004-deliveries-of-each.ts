import { type Kysely, sql } from 'kysely'

/** What is due is asked of each subscription by itself. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE INDEX deliveries_of_each ON deliveries (subscription_uid, next_attempt_at, event_seq) WHERE status = 'pending'
  `.execute(db)
}
