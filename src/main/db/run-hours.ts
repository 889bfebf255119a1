import type { Outcome } from '../../shared/run.ts'
import type { Db } from './database.ts'
import type { Statements } from './statements.ts'

const HOUR_MS = 3_600_000
/** The row of all bindings together, so that the farm's own figures need not be summed up over each of them. */
const ALL = ''

type Counted = 'rendered' | 'unchanged' | 'failed'

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

const COLUMNS: readonly Counted[] = ['rendered', 'unchanged', 'failed']

export const startOfHour = (at: number): number => at - (at % HOUR_MS)

/** Counts a run in its hour. Records of runs that drew nothing are folded into one, so they can't be counted later. */
export function countInHour(statements: Statements, uid: string, outcome: Outcome, at: number): void {
  const counted = COUNTED_AS[outcome]
  if (!counted) return
  for (const binding of [ALL, uid]) {
    statements.run(
      `INSERT INTO run_hours (binding_uid, hour, rendered, unchanged, failed) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET ${counted} = ${counted} + 1`,
      binding,
      startOfHour(at),
      ...COLUMNS.map((column) => Number(column === counted)),
    )
  }
}

/** The hours from `since` on in which something ended, oldest first; of one binding, or of all. */
export async function hoursSince(db: Db, since: number, uid: string = ALL): Promise<HourCounts[]> {
  return db
    .selectFrom('run_hours')
    .select(['hour', 'rendered', 'unchanged', 'failed'])
    .where('binding_uid', '=', uid)
    .where('hour', '>=', since)
    .orderBy('hour')
    .execute()
}

export async function trimHours(db: Db, before: number): Promise<void> {
  await db.deleteFrom('run_hours').where('hour', '<', before).execute()
}
