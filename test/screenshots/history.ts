import { join } from 'node:path'
import BetterSqlite3, { type Database } from 'better-sqlite3'
import { DATABASE_FILE } from '../../src/main/db/database-file.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** Between two runs of a binding; those made together are told apart by their place. */
const APART_MS = 13 * MINUTE_MS
const HOURS = 24

interface Run {
  id: string
  binding_uid: string
  started_at: number
  finished_at: number
  outcome: string
}

/** Gives what was made within a minute the times of a month: nobody waits for pictures that long. The farm is stopped. */
export function spreadOverTime(dataDir: string, now: number): void {
  const db = new BetterSqlite3(join(dataDir, DATABASE_FILE))
  db.transaction(() => {
    spreadRuns(db, now)
    countHours(db, now)
    spreadWebhooks(db, now)
    ageDefinitions(db, now)
  })()
  db.close()
}

/** The newest run of each binding stays where it is, as the binding tells its time too. Lists are in the order of the rows. */
function spreadRuns(db: Database, now: number): void {
  const runs = db.prepare('SELECT * FROM runs ORDER BY rowid DESC').all() as Run[]
  const seen = new Map<string, number>()
  const moved = runs.map((run) => {
    const nth = seen.get(run.binding_uid) ?? 0
    seen.set(run.binding_uid, nth + 1)
    const back = nth === 0 ? 0 : nth * APART_MS + ((seen.size * 37_000) % APART_MS)
    return { ...run, started_at: run.started_at - back, finished_at: run.finished_at - back }
  })
  db.prepare('DELETE FROM runs').run()
  const columns = Object.keys(runs[0] ?? {})
  const insert = db.prepare(
    `INSERT INTO runs (${columns.join(', ')}) VALUES (${columns.map((column) => `@${column}`).join(', ')})`,
  )
  for (const run of moved.sort((a, b) => a.finished_at - b.finished_at)) insert.run(run)
  db.prepare(
    'UPDATE images SET created_at = coalesce((SELECT finished_at FROM runs WHERE image_id = images.id), created_at)',
  ).run()
  const drawn = runs.filter(({ outcome }) => outcome === 'rendered').length
  db.prepare('INSERT OR REPLACE INTO daily_counts (day, renders) VALUES (?, ?)').run(
    new Date(now).toISOString().slice(0, 10),
    312 + drawn,
  )
}

/** A day as it goes: quiet at night, and a source that was away for an hour. */
function countHours(db: Database, now: number): void {
  db.prepare('DELETE FROM run_hours').run()
  const insert = db.prepare(
    'INSERT INTO run_hours (binding_uid, hour, rendered, unchanged, failed) VALUES (?, ?, ?, ?, ?)',
  )
  const thisHour = now - (now % HOUR_MS)
  for (let ago = HOURS; ago >= 0; ago--) {
    const wave = 1 + Math.cos((2 * Math.PI * (ago - 6)) / HOURS)
    const rendered = Math.round(5 + 9 * wave + ((ago * 7) % 4))
    insert.run('', thisHour - ago * HOUR_MS, rendered, 22 + ((ago * 5) % 7), ago === 9 ? 7 : ago % 6 === 1 ? 1 : 0)
  }
}

function spreadWebhooks(db: Database, now: number): void {
  const calls = db.prepare('SELECT id FROM webhook_calls ORDER BY at DESC').all() as { id: string }[]
  for (const [nth, { id }] of calls.entries())
    db.prepare('UPDATE webhook_calls SET at = ? WHERE id = ?').run(now - nth * 4 * MINUTE_MS - 20_000, id)
  const deliveries = db
    .prepare("SELECT id FROM deliveries WHERE status = 'delivered' ORDER BY created_at DESC")
    .all() as { id: string }[]
  for (const [nth, { id }] of deliveries.entries()) {
    const back = nth * 9 * MINUTE_MS
    db.prepare(
      'UPDATE deliveries SET created_at = created_at - @back, finished_at = finished_at - @back WHERE id = @id',
    ).run({ back, id })
    db.prepare('UPDATE delivery_attempts SET at = at - @back WHERE delivery_id = @id').run({ back, id })
  }
}

function ageDefinitions(db: Database, now: number): void {
  for (const table of ['bindings', 'templates', 'subscriptions']) {
    const rows = db.prepare(`SELECT rowid FROM ${table} ORDER BY created_at DESC`).all() as { rowid: number }[]
    for (const [nth, { rowid }] of rows.entries()) {
      const at = now - 2 * DAY_MS - nth * 2 * DAY_MS
      db.prepare(`UPDATE ${table} SET created_at = ?, updated_at = ? WHERE rowid = ?`).run(at, at + DAY_MS, rowid)
    }
  }
  db.prepare('UPDATE template_versions SET created_at = created_at - ? * (3 - min(version, 2))').run(DAY_MS)
}
