import { type Kysely, sql } from 'kysely'

/** Lists by status, and what no clock explains, are found by an index, however many bindings there are. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  'ALTER TABLE binding_states ADD COLUMN listed_at INTEGER',
  'ALTER TABLE binding_states ADD COLUMN listed_template TEXT',
  `UPDATE binding_states SET (listed_at, listed_template) = (
    SELECT created_at, template_id FROM bindings WHERE bindings.uid = binding_states.uid AND deleted_at IS NULL
  )`,
  'DROP INDEX states_status',
  'CREATE INDEX states_listed ON binding_states (status, listed_at) WHERE listed_at IS NOT NULL',
  `CREATE INDEX states_listed_template ON binding_states (listed_template, status, listed_at)
    WHERE listed_at IS NOT NULL`,
  `CREATE INDEX states_ahead ON binding_states (next_refresh_at - refresh_interval)
    WHERE next_refresh_at IS NOT NULL`,
  // Of all runs: one and the same key, and of equal keys the rows are in the order in which they were stored.
  'CREATE INDEX runs_stored ON runs (count > 0)',
]
