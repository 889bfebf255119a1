import { type Kysely, sql } from 'kysely'

/** What a picture was as it was drawn, which packing does not change; null of pictures that were drawn before. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('ALTER TABLE images ADD COLUMN drawn_file TEXT').execute(db)
}
