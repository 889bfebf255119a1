import type { Outcome } from '../../shared/run.ts'
import type { Db } from './database.ts'
import type { Statements } from './statements.ts'
import type { Row } from './tables.ts'

const HOUR_MS = 3_600_000
/** The row of all bindings together. */
const ALL = ''

type Counted = 'rendered' | 'unchanged' | 'failed'

interface EndedRun {
  outcome: Outcome
  finishedAt: number
}

/** The hour that is counted with a state. */
export type CountedHour = Pick<Row<'binding_states'>, 'counted_hour' | `counted_${Counted}`>

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

const add = (statements: Statements, uid: string, { hour, rendered, unchanged, failed }: HourCounts) =>
  statements.run(COUNT, hour, uid, rendered, unchanged, failed)

/**
 * Counts a run in its hour with the state of its binding, which is written in any case; gives the columns to be set.
 * What was counted there of another hour is put with the other hours. Records of runs that drew nothing are folded into
 * one, so they can't be counted later.
 */
export function countWithState(
  statements: Statements,
  uid: string,
  before: CountedHour,
  { outcome, finishedAt }: EndedRun,
): Partial<CountedHour> {
  const counted = COUNTED_AS[outcome]
  if (!counted) return {}
  const hour = startOfHour(finishedAt)
  const column = `counted_${counted}` as const
  if (before.counted_hour === hour) return { [column]: before[column] + 1 }
  if (before.counted_hour !== null) add(statements, uid, countsOf(before.counted_hour, before))
  return { counted_hour: hour, ...NOTHING_COUNTED, [column]: 1 }
}

const NOTHING_COUNTED = { counted_rendered: 0, counted_unchanged: 0, counted_failed: 0 }

const countsOf = (hour: number, counted: CountedHour): HourCounts => ({
  hour,
  rendered: counted.counted_rendered,
  unchanged: counted.counted_unchanged,
  failed: counted.counted_failed,
})

/** Counts the runs of all bindings together, so that the farm's own figures need not be summed up over each of them. */
export function countForAll(statements: Statements, runs: readonly EndedRun[]): void {
  const hours = new Map<number, HourCounts>()
  for (const { outcome, finishedAt } of runs) {
    const counted = COUNTED_AS[outcome]
    if (!counted) continue
    const hour = startOfHour(finishedAt)
    const counts = hours.get(hour) ?? { hour, rendered: 0, unchanged: 0, failed: 0 }
    counts[counted]++
    hours.set(hour, counts)
  }
  for (const counts of hours.values()) add(statements, ALL, counts)
}

/** The hours from `since` on in which something ended, oldest first; of one binding, or of all. */
export async function hoursSince(db: Db, since: number, uid: string = ALL): Promise<HourCounts[]> {
  return db.look((statements) => statements.all<HourCounts>(HOURS_OF_ONE, since, uid, uid, since))
}

/** From hour to hour, since those of one binding do not lie together; the last of them is with its state. */
const HOURS_OF_ONE = `WITH RECURSIVE hours (hour) AS (
    SELECT min(hour) FROM run_hours WHERE hour >= ?
    UNION ALL SELECT (SELECT min(hour) FROM run_hours WHERE hour > hours.hour) FROM hours WHERE hours.hour IS NOT NULL
  ), counted AS (
    SELECT hour, rendered, unchanged, failed FROM hours JOIN run_hours USING (hour) WHERE binding_uid = ?
    UNION ALL SELECT counted_hour, counted_rendered, counted_unchanged, counted_failed FROM binding_states
      WHERE uid = ? AND counted_hour >= ?
  ) SELECT hour, sum(rendered) AS rendered, sum(unchanged) AS unchanged, sum(failed) AS failed
    FROM counted GROUP BY hour ORDER BY hour`

export async function trimHours(db: Db, before: number): Promise<void> {
  await db.deleteFrom('run_hours').where('hour', '<', before).execute()
}
