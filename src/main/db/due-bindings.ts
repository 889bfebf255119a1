import { sql } from 'kysely'
import type { BindingStatus } from '../../shared/binding.ts'
import type { BindingState } from './bindings.ts'
import type { Db } from './database.ts'
import { owedBindings } from './owed.ts'
import type { Statements } from './statements.ts'

/** A binding that a run is to be made for. */
export interface Due {
  uid: string
  status: BindingStatus
  /** What a run is owed for; null where its time has come. */
  owed: 'webhook' | 'manual' | 'edit' | null
  /** The id that was given for the run that is owed, where one was and no run has it. */
  runId?: string
}

/** What is due at `now`, longest overdue first, then what is owed; without what is taken at that moment. */
export function dueBindings(
  statements: Statements,
  now: number,
  limit: number,
  isTaken: (uid: string) => boolean,
): Due[] {
  const overdue = statements.all<Pick<Due, 'uid' | 'status'>>(
    'SELECT uid, status FROM binding_states WHERE next_refresh_at <= ? ORDER BY next_refresh_at LIMIT ?',
    now,
    limit,
  )
  const due = overdue.filter(({ uid }) => !isTaken(uid)).map((each) => ({ ...each, owed: null }))
  const owed = owedBindings(statements, limit).filter(({ uid }) => !isTaken(uid))
  if (owed.length === 0) return due
  const owing = new Map(owed.map((each) => [each.uid, each]))
  const both = due.map((each) => owing.get(each.uid) ?? each)
  return [...new Set([...both, ...owed])]
}

/** The earliest due time after `now`, or null. */
export function nextDue(statements: Statements, now: number): number | null {
  const earliest = 'SELECT min(next_refresh_at) AS next FROM binding_states WHERE next_refresh_at > ?'
  return statements.get<{ next: number | null }>(earliest, now)?.next ?? null
}

/** Makes due at `now` what a clock set back has pushed further away than its own interval; gives the count. */
export async function mendDueTimes(db: Db, now: number): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('binding_states')
    .set({ next_refresh_at: now })
    .where('next_refresh_at', 'is not', null)
    .where(sql<boolean>`next_refresh_at - refresh_interval > ${now}`)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

/** Moves due times by so many milliseconds, along with the clock, but those of `but`, which go by it already. */
export async function moveDueTimes(db: Db, by: number, but: Iterable<string>): Promise<void> {
  await db
    .updateTable('binding_states')
    .set((eb) => ({ next_refresh_at: eb('next_refresh_at', '+', by) }))
    .where('next_refresh_at', 'is not', null)
    .where('uid', 'not in', sql<string>`(SELECT value FROM json_each(${JSON.stringify([...but])}))`)
    .execute()
}

/** Due at a moment that is here or past. */
export const dueAt = (at: number): Pick<BindingState, 'nextRefreshAt' | 'refreshInterval'> => ({
  nextRefreshAt: at,
  refreshInterval: 0,
})
