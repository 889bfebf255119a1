import { type Kysely, sql } from 'kysely'

/**
 * What may be megabytes stands last in its row: SQLite goes through all that stands before a column to read it, and most
 * refreshes read of the last data only whether they are still the same.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const COLUMNS = 'uid, source_key, hash, etag, last_modified, fetched_at, text, webhook_body'

const STATEMENTS = [
  'ALTER TABLE binding_data RENAME TO binding_data_before',
  `CREATE TABLE binding_data (
    uid TEXT PRIMARY KEY REFERENCES bindings (uid) ON DELETE CASCADE,
    source_key TEXT, hash TEXT, etag TEXT, last_modified TEXT, fetched_at INTEGER, text TEXT, webhook_body TEXT
  ) STRICT`,
  `INSERT INTO binding_data (${COLUMNS}) SELECT ${COLUMNS} FROM binding_data_before`,
  'DROP TABLE binding_data_before',
]
