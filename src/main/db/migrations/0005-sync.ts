import { type Kysely, sql } from 'kysely'

/** Sync with the hosted API: what is tied to what, and the journal of a sync. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `CREATE TABLE sync_links (
    account TEXT NOT NULL, resource TEXT NOT NULL, local_uid TEXT NOT NULL, remote_uid TEXT NOT NULL,
    mine TEXT NOT NULL, theirs TEXT NOT NULL, before TEXT NOT NULL, render_url TEXT, webhook_url TEXT,
    local_revision INTEGER NOT NULL, read_at INTEGER NOT NULL, synced_at INTEGER NOT NULL, forgotten_at INTEGER,
    PRIMARY KEY (account, resource, local_uid)
  ) STRICT`,
  // Two objects here are never tied to one there.
  'CREATE UNIQUE INDEX sync_links_remote ON sync_links (account, resource, remote_uid)',
  `CREATE TABLE sync_marks (
    account TEXT NOT NULL, resource TEXT NOT NULL, local_uid TEXT NOT NULL, state TEXT NOT NULL,
    PRIMARY KEY (account, resource, local_uid)
  ) STRICT`,
  `CREATE TABLE sync_refusals (
    account TEXT NOT NULL, subject TEXT NOT NULL, hash TEXT NOT NULL, message TEXT NOT NULL,
    PRIMARY KEY (account, subject)
  ) STRICT`,
  `CREATE TABLE sync_steps (
    seq INTEGER PRIMARY KEY, account TEXT NOT NULL, operation_id TEXT NOT NULL, task TEXT NOT NULL,
    state TEXT NOT NULL, idempotency_key TEXT NOT NULL, attempts INTEGER NOT NULL, error TEXT
  ) STRICT`,
  'CREATE TABLE sync_undo (seq INTEGER PRIMARY KEY, account TEXT NOT NULL, change TEXT NOT NULL) STRICT',
]
