import { type Kysely, sql } from 'kysely'

/** What people look back at: runs of all bindings by the hour, webhook calls, versions of templates. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

const STATEMENTS = [
  'ALTER TABLE binding_states ADD COLUMN average_ms REAL',
  // Of equal keys the rows are in the order in which they were stored, which is the order of every list.
  'CREATE INDEX runs_outcome ON runs (outcome)',
  'CREATE INDEX runs_trigger ON runs (trigger)',
  'CREATE INDEX runs_outcome_trigger ON runs (outcome, trigger)',
  "CREATE INDEX runs_rendered ON runs (finished_at) WHERE outcome = 'rendered'",
  `CREATE TABLE run_hours (
    binding_uid TEXT NOT NULL, hour INTEGER NOT NULL, rendered INTEGER NOT NULL, unchanged INTEGER NOT NULL,
    failed INTEGER NOT NULL, PRIMARY KEY (binding_uid, hour)
  ) STRICT, WITHOUT ROWID`,
  'CREATE INDEX run_hours_hour ON run_hours (hour)',

  `CREATE TABLE webhook_calls (
    id TEXT PRIMARY KEY, binding_uid TEXT NOT NULL REFERENCES bindings (uid) ON DELETE CASCADE, at INTEGER NOT NULL,
    refusal TEXT, bytes INTEGER NOT NULL, run_id TEXT, body_start TEXT NOT NULL, body BLOB
  ) STRICT`,
  'CREATE INDEX webhook_calls_binding ON webhook_calls (binding_uid, at)',

  `CREATE TABLE template_versions (
    template_uid TEXT NOT NULL REFERENCES templates (uid) ON DELETE CASCADE, version INTEGER NOT NULL,
    name TEXT NOT NULL, content TEXT NOT NULL, changed TEXT NOT NULL, created_at INTEGER NOT NULL,
    PRIMARY KEY (template_uid, version)
  ) STRICT`,
  `INSERT INTO template_versions (template_uid, version, name, content, changed, created_at)
    SELECT uid, revision, name, json_object(
      'html', html, 'width', width, 'height', height, 'variableDefinitions', json(variable_definitions),
      'jsEnabled', json(iif(js_enabled, 'true', 'false')), 'strictVariables', json(iif(strict_variables, 'true', 'false')),
      'outputFormat', output_format
    ), '[]', updated_at FROM templates`,
]
