import type BetterSqlite3 from 'better-sqlite3'
import type { ReadEvent } from './event-reader.ts'
import type { Ledger } from './ledger.ts'
import type { Arrival } from './receiver.ts'

/** What the database holds at the end is held to what was acknowledged and to what was heard. */
export interface Audit {
  db: BetterSqlite3.Database
  tell(failure: string): void
}

/** Outcomes that fold into one record in a row, whose id is that of the newest. */
const FOLDING = ['unchanged', 'not_modified']

export function auditRuns({ db, tell }: Audit, { runs, promises }: Ledger): void {
  const outcomeOf = db.prepare('SELECT outcome FROM runs WHERE id = ?').pluck()
  for (const { id, outcome } of runs) {
    if (!FOLDING.includes(outcome) && outcomeOf.get(id) !== outcome) tell(`The run ${id} (${outcome}) was lost`)
  }
  const after = db.prepare(
    `SELECT count(*) FROM runs WHERE binding_uid = ? AND outcome <> 'cancelled' AND trigger <> 'edit' AND finished_at >= ?`,
  )
  for (const { runId, bindingUid, at } of promises) {
    if (after.pluck().get(bindingUid, at) === 0) tell(`The refresh ${runId} was promised and never came`)
  }
  const told = db.prepare(
    `SELECT r.id, (SELECT count(*) FROM events WHERE type LIKE 'binding.%' AND data ->> '$.run.id' = r.id) AS events
     FROM runs r WHERE outcome <> 'cancelled'`,
  )
  for (const { id, events } of told.all() as { id: string; events: number }[]) {
    if (events !== 1) tell(`The run ${id} is told of by ${events} events`)
  }
  const lost = db.prepare(
    'SELECT count(*) FROM runs r WHERE image_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM images WHERE id = r.image_id)',
  )
  if (lost.pluck().get() !== 0) tell('A run has a picture that is not there')
}

export function auditStream({ db, tell }: Audit, read: readonly ReadEvent[]): number {
  const stored = db.prepare('SELECT seq, type, id FROM events ORDER BY seq').all() as ReadEvent[]
  stored.forEach(({ seq }, index) => {
    if (seq !== index + 1) tell(`Event ${index + 1} is missing, ${seq} is in its place`)
  })
  for (let i = 0; i < Math.max(stored.length, read.length); i++) {
    if (JSON.stringify(stored[i]) === JSON.stringify(read[i])) continue
    tell(`The stream gave ${JSON.stringify(read[i])} where ${JSON.stringify(stored[i])} was stored`)
    break
  }
  return stored.length
}

/** Gives how many deliveries there were, and how many copies beyond the first. */
export function auditDeliveries(
  { db, tell }: Audit,
  subscriptions: { uid: string; event: string }[],
  arrivals: ReadonlyMap<string, Arrival[]>,
): { deliveries: number; copies: number } {
  const counts = { deliveries: 0, copies: 0 }
  const wanted = db.prepare(
    `SELECT e.seq, e.data, d.id, d.status FROM events e
     LEFT JOIN deliveries d ON d.event_seq = e.seq AND d.subscription_uid = @uid WHERE e.type = @event
     AND e.seq >= (SELECT min(event_seq) FROM deliveries WHERE subscription_uid = @uid)`,
  )
  for (const { uid, event } of subscriptions) {
    for (const row of wanted.all({ uid, event }) as { seq: number; data: string; id: string; status: string }[]) {
      const came = arrivals.get(row.id) ?? []
      counts.deliveries++
      counts.copies += Math.max(0, came.length - 1)
      if (row.status !== 'delivered') tell(`The delivery of event ${row.seq} is ${row.status}`)
      if (came.length === 0) tell(`Event ${row.seq} (${event}) was never delivered`)
      if (new Set(came.map(({ life }) => life)).size < came.length) tell(`Event ${row.seq} came twice without a kill`)
      if (came.some(({ body }) => JSON.stringify(JSON.parse(body).data) !== row.data))
        tell(`Event ${row.seq} was delivered as another`)
    }
  }
  return counts
}

export function auditNames({ db, tell }: Audit, { names }: Ledger): void {
  const count = db.prepare(
    'SELECT (SELECT count(*) FROM bindings WHERE name = @name) + (SELECT count(*) FROM subscriptions WHERE target_url = @name)',
  )
  for (const name of names) if (Number(count.pluck().get({ name })) > 1) tell(`${name} was made twice`)
}

export function auditRest({ db, tell }: Audit): void {
  const stuck = db.prepare(
    `SELECT count(*) FROM binding_states WHERE status <> 'paused' AND owed_redraws + owed_calls + refresh_owed > 0`,
  )
  if (stuck.pluck().get() !== 0) tell('Something is still owed')
  const counted = db.prepare(
    'SELECT count(*) FROM binding_states WHERE min(owed_redraws, owed_calls, refresh_owed) < 0',
  )
  if (counted.pluck().get() !== 0) tell('More was settled than was owed')
}
