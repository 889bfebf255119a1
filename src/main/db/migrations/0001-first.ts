import { type Kysely, sql } from 'kysely'

/** The whole schema of the first version. A migration that was ever released is never edited. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  `CREATE TABLE templates (
    uid TEXT PRIMARY KEY, name TEXT NOT NULL, description TEXT NOT NULL, engine TEXT NOT NULL, html TEXT NOT NULL,
    width INTEGER NOT NULL, height INTEGER NOT NULL, variable_definitions TEXT NOT NULL, used_variables TEXT NOT NULL,
    js_enabled INTEGER NOT NULL, strict_variables INTEGER NOT NULL, output_format TEXT NOT NULL, category TEXT NOT NULL,
    tags TEXT NOT NULL, origin TEXT NOT NULL, extra TEXT NOT NULL, revision INTEGER NOT NULL,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
  ) STRICT`,
  'CREATE INDEX templates_created ON templates (created_at)',

  `CREATE TABLE bindings (
    uid TEXT PRIMARY KEY, name TEXT NOT NULL, template_id TEXT NOT NULL, data_source TEXT NOT NULL,
    sealed_secrets BLOB, needs_secret INTEGER NOT NULL, mapping TEXT NOT NULL, defaults TEXT NOT NULL,
    refresh_policy TEXT NOT NULL, output_config TEXT NOT NULL, url_extension TEXT NOT NULL,
    webhook_token TEXT NOT NULL UNIQUE, sealed_webhook_secret BLOB, origin TEXT NOT NULL, extra TEXT NOT NULL,
    revision INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted_at INTEGER
  ) STRICT`,
  'CREATE INDEX bindings_created ON bindings (created_at) WHERE deleted_at IS NULL',
  'CREATE INDEX bindings_template ON bindings (template_id, created_at) WHERE deleted_at IS NULL',
  'CREATE INDEX bindings_deleted ON bindings (deleted_at) WHERE deleted_at IS NOT NULL',

  `CREATE TABLE binding_states (
    uid TEXT PRIMARY KEY REFERENCES bindings (uid) ON DELETE CASCADE,
    status TEXT NOT NULL, paused_state TEXT, failure_count INTEGER NOT NULL, last_error TEXT,
    last_refresh_at INTEGER, last_rendered_at INTEGER, next_refresh_at INTEGER, refresh_interval INTEGER NOT NULL,
    image_id TEXT, default_image_id TEXT, render_key TEXT, default_key TEXT, frame_key TEXT, drawn_data_hash TEXT,
    variables TEXT NOT NULL, missing TEXT NOT NULL
  ) STRICT`,
  'CREATE INDEX states_due ON binding_states (next_refresh_at) WHERE next_refresh_at IS NOT NULL',
  'CREATE INDEX states_status ON binding_states (status)',
  'CREATE INDEX states_image ON binding_states (image_id)',
  'CREATE INDEX states_default_image ON binding_states (default_image_id)',

  `CREATE TABLE binding_data (
    uid TEXT PRIMARY KEY REFERENCES bindings (uid) ON DELETE CASCADE,
    source_key TEXT, text TEXT, hash TEXT, etag TEXT, last_modified TEXT, fetched_at INTEGER,
    webhook_body TEXT, called_at INTEGER
  ) STRICT`,

  `CREATE TABLE runs (
    id TEXT PRIMARY KEY, binding_uid TEXT NOT NULL REFERENCES bindings (uid) ON DELETE CASCADE,
    trigger TEXT NOT NULL, outcome TEXT NOT NULL, started_at INTEGER NOT NULL, finished_at INTEGER NOT NULL,
    phases TEXT NOT NULL, bytes INTEGER NOT NULL, missing TEXT NOT NULL, changed TEXT NOT NULL, image_id TEXT, image_format TEXT,
    error TEXT, count INTEGER NOT NULL, details TEXT
  ) STRICT`,
  'CREATE INDEX runs_binding ON runs (binding_uid, finished_at)',

  `CREATE TABLE images (
    id TEXT PRIMARY KEY, source TEXT NOT NULL, binding_uid TEXT, template_uid TEXT NOT NULL, render_key TEXT NOT NULL,
    format TEXT NOT NULL, quality INTEGER NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL,
    lossless_file TEXT NOT NULL, page_file TEXT NOT NULL, page_bytes INTEGER NOT NULL, page_options TEXT NOT NULL, created_at INTEGER NOT NULL
  ) STRICT`,
  'CREATE INDEX images_binding ON images (binding_uid, created_at)',
  'CREATE INDEX images_created ON images (created_at)',
  'CREATE INDEX images_lossless ON images (lossless_file)',
  'CREATE INDEX images_page ON images (page_file)',
  `CREATE TABLE image_files (
    image_id TEXT NOT NULL REFERENCES images (id) ON DELETE CASCADE, format TEXT NOT NULL, file TEXT NOT NULL,
    bytes INTEGER NOT NULL, PRIMARY KEY (image_id, format)
  ) STRICT, WITHOUT ROWID`,
  'CREATE INDEX image_files_file ON image_files (file)',

  `CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, type TEXT NOT NULL, binding_uid TEXT,
    template_uid TEXT, data TEXT NOT NULL, created_at INTEGER NOT NULL
  ) STRICT`,
  'CREATE INDEX events_created ON events (created_at)',
  `CREATE TABLE subscriptions (
    uid TEXT PRIMARY KEY, event TEXT NOT NULL, target_url TEXT NOT NULL, platform TEXT NOT NULL, filters TEXT NOT NULL,
    sealed_secret BLOB NOT NULL, status TEXT NOT NULL, reason TEXT, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
  ) STRICT`,
  'CREATE INDEX subscriptions_event ON subscriptions (event)',
  `CREATE TABLE deliveries (
    id TEXT PRIMARY KEY, subscription_uid TEXT NOT NULL REFERENCES subscriptions (uid) ON DELETE CASCADE,
    event_seq INTEGER NOT NULL, status TEXT NOT NULL, attempts INTEGER NOT NULL, next_attempt_at INTEGER,
    created_at INTEGER NOT NULL, finished_at INTEGER
  ) STRICT`,
  "CREATE INDEX deliveries_due ON deliveries (next_attempt_at) WHERE status = 'pending'",
  'CREATE INDEX deliveries_event ON deliveries (event_seq)',
  'CREATE INDEX deliveries_subscription ON deliveries (subscription_uid, created_at)',
  `CREATE TABLE delivery_attempts (
    id INTEGER PRIMARY KEY, delivery_id TEXT NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE, at INTEGER NOT NULL,
    status INTEGER, duration_ms REAL NOT NULL, error TEXT
  ) STRICT`,
  'CREATE INDEX delivery_attempts_delivery ON delivery_attempts (delivery_id)',

  `CREATE TABLE idempotency (
    method TEXT NOT NULL, path TEXT NOT NULL, key TEXT NOT NULL, body_hash TEXT NOT NULL, status INTEGER NOT NULL,
    sealed_answer BLOB NOT NULL, created_at INTEGER NOT NULL, PRIMARY KEY (method, path, key)
  ) STRICT, WITHOUT ROWID`,
  'CREATE INDEX idempotency_created ON idempotency (created_at)',
  'CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT',
  'CREATE TABLE daily_counts (day TEXT PRIMARY KEY, renders INTEGER NOT NULL) STRICT',
]
