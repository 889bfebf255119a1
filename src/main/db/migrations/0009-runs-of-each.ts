import { type Kysely, sql } from 'kysely'

/** The runs of a binding in the order in which they were stored, so that the newest is found without reading the others. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = ['DROP INDEX runs_binding', 'CREATE INDEX runs_of_each ON runs (binding_uid)']
