import { type Kysely, sql } from 'kysely'

/** When a PNG may be packed smaller, epoch milliseconds; null where it was, or is not going to be. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  'ALTER TABLE image_files ADD COLUMN pack_at INTEGER',
  // Of pictures that were drawn before, those that are served.
  `UPDATE image_files SET pack_at = 0 WHERE format = 'png' AND image_id IN (
    SELECT image_id FROM binding_states UNION SELECT default_image_id FROM binding_states
  )`,
  'CREATE INDEX image_files_to_pack ON image_files (pack_at) WHERE pack_at IS NOT NULL',
]
