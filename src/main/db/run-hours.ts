import type { Outcome } from '../../shared/run.ts'
import type { Db } from './database.ts'
import type { Statements } from './statements.ts'

const HOUR_MS = 3_600_000
/** The row of all bindings together, so that the farm's own figures need not be summed up over each of them. */
const ALL = ''

type Counted = 'rendered' | 'unchanged' | 'failed'

interface EndedRun {
  bindingUid: string
  outcome: Outcome
  finishedAt: number
}

/** What ended within one hour. */
export interface HourCounts extends Record<Counted, number> {
  /** When the hour began, epoch milliseconds. */
  hour: number
}

const COUNTED_AS: Partial<Record<Outcome, Counted>> = {
  rendered: 'rendered',
  unchanged: 'unchanged',
  not_modified: 'unchanged',
  failed: 'failed',
}

const COUNT = `INSERT INTO run_hours (hour, binding_uid, rendered, unchanged, failed) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET rendered = rendered + excluded.rendered, unchanged = unchanged + excluded.unchanged,
    failed = failed + excluded.failed`

export const startOfHour = (at: number): number => at - (at % HOUR_MS)

/**
 * Counts runs in their hours, each for its binding and all of them for the farm. Records of runs that drew nothing are
 * folded into one, so they can't be counted later.
 */
export function countInHours(statements: Statements, runs: readonly EndedRun[]): void {
  const ofAll = new Map<number, HourCounts>()
  const count = (binding: string, { hour, rendered, unchanged, failed }: HourCounts) =>
    statements.run(COUNT, hour, binding, rendered, unchanged, failed)
  for (const run of runs) {
    const counted = COUNTED_AS[run.outcome]
    if (!counted) continue
    const hour = startOfHour(run.finishedAt)
    const one = { hour, rendered: 0, unchanged: 0, failed: 0, [counted]: 1 }
    count(run.bindingUid, one)
    const all = ofAll.get(hour)
    if (all) all[counted]++
    else ofAll.set(hour, one)
  }
  for (const counts of ofAll.values()) count(ALL, counts)
}

/** The hours from `since` on in which something ended, oldest first; of one binding, or of all. */
export async function hoursSince(db: Db, since: number, uid: string = ALL): Promise<HourCounts[]> {
  return db.look((statements) => statements.all<HourCounts>(HOURS_OF_ONE, since, uid))
}

/** From hour to hour, since those of one binding do not lie together. */
const HOURS_OF_ONE = `WITH RECURSIVE hours (hour) AS (
    SELECT min(hour) FROM run_hours WHERE hour >= ?
    UNION ALL SELECT (SELECT min(hour) FROM run_hours WHERE hour > hours.hour) FROM hours WHERE hours.hour IS NOT NULL
  ) SELECT hour, rendered, unchanged, failed FROM hours JOIN run_hours USING (hour) WHERE binding_uid = ? ORDER BY hour`

export async function trimHours(db: Db, before: number): Promise<void> {
  await db.deleteFrom('run_hours').where('hour', '<', before).execute()
}
