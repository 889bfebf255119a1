import { type ExpressionBuilder, sql, type Transaction } from 'kysely'
import type { BindingState } from './bindings.ts'
import type { Db } from './database.ts'
import type { Due } from './due-bindings.ts'
import type { Statements } from './statements.ts'
import type { Tables } from './tables.ts'

/**
 * What was acknowledged and no stored run has carried out yet: edits to be drawn, webhook calls, promised refreshes. It
 * is written with what it follows from and settled by the run's own commit, so a kill in between leaves it owed.
 */
export type Owed = Pick<BindingState, 'owedRedraws' | 'owedCalls' | 'isRefreshOwed'>

export const NOTHING_OWED: Owed = { owedRedraws: 0, owedCalls: 0, isRefreshOwed: false }

const IS_OWED = 'owed_redraws + owed_calls + refresh_owed > 0'

/** Calls fold into one run: the id that the last of them was answered with. */
const CALLED_RUN = `SELECT run_id FROM webhook_calls
  WHERE binding_uid = uid AND run_id IS NOT NULL ORDER BY at DESC, webhook_calls.rowid DESC LIMIT 1`
/** What is owed to whom, and the id that was given for it. */
const OWING = `SELECT uid, status,
    CASE WHEN owed_calls > 0 THEN 'webhook' WHEN refresh_owed = 1 THEN 'manual' ELSE 'edit' END AS owed,
    CASE WHEN owed_calls > 0 THEN (${CALLED_RUN}) WHEN refresh_owed = 1 THEN owed_run_id END AS run_id
  FROM binding_states WHERE ${IS_OWED} AND status != 'paused' LIMIT ?`

/** Bindings that something is owed to; a paused one is owed nothing until it is resumed, which refreshes it. */
export function owedBindings(statements: Statements, limit: number): Due[] {
  const rows = statements.all<Pick<Due, 'uid' | 'status' | 'owed'> & { run_id: string | null }>(OWING, limit)
  const isStored = (id: string) => statements.get('SELECT 1 FROM runs WHERE id = ?', id) !== undefined
  return rows.map(({ run_id: runId, ...due }) => (runId === null || isStored(runId) ? due : { ...due, runId }))
}

/** Owes a redraw to the bindings of a template that are refreshed at all and have data, or can get it. */
export async function oweRedraws(trx: Transaction<Tables>, templateId: string): Promise<string[]> {
  const owed = await trx
    .updateTable('binding_states')
    .set((eb) => ({ owed_redraws: eb('owed_redraws', '+', 1) }))
    .where('status', '!=', 'paused')
    .where('uid', 'in', drawable(trx).where('template_id', '=', templateId))
    .returning('uid')
    .execute()
  return owed.map(({ uid }) => uid)
}

/** Owes one to the bindings that had a picture and have none: it was lost, or did not come along with a backup. */
export async function oweLostPictures(db: Db): Promise<void> {
  await db
    .updateTable('binding_states')
    .set({ owed_redraws: 1 })
    .where('image_id', 'is', null)
    .where('last_rendered_at', 'is not', null)
    .where('status', '!=', 'paused')
    .where('owed_redraws', '=', 0)
    .where('uid', 'in', drawable(db))
    .execute()
}

/** Bindings that there is something to draw of. */
const drawable = (db: Pick<Db, 'selectFrom'>) =>
  db
    .selectFrom('bindings')
    .innerJoin('binding_data', 'binding_data.uid', 'bindings.uid')
    .select('bindings.uid')
    .where('deleted_at', 'is', null)
    .where((eb) => eb.or([eb('webhook_body', 'is not', null), sql<boolean>`data_source ->> 'type' <> 'webhook'`]))

/** Gives whether the binding is still one that takes calls. */
export async function oweCall(trx: Transaction<Tables>, uid: string): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('binding_states')
    .set((eb) => ({ owed_calls: eb('owed_calls', '+', 1) }))
    .where('uid', '=', uid)
    .where('status', '!=', 'paused')
    .where(isPresent)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function oweRefresh(db: Db, uid: string, runId: string): Promise<void> {
  await db
    .updateTable('binding_states')
    .set({ refresh_owed: 1, owed_run_id: runId })
    .where('uid', '=', uid)
    .where(isPresent)
    .where((eb) => eb.not(eb.exists(eb.selectFrom('runs').select('id').where('id', '=', runId))))
    .execute()
}

/** Whether anything is owed to any binding at all, which it mostly is not. */
export function isAnythingOwed(statements: Statements): boolean {
  return statements.get(`SELECT 1 FROM binding_states WHERE ${IS_OWED} LIMIT 1`) !== undefined
}

/** Takes off what a run saw when it began, and no more: what came after that is for the next one. */
export function settle(statements: Statements, uid: string, seen: Owed, askedSource: boolean): void {
  // A drawing of kept data takes in no call. A promise is kept by any run that was under way when it was given.
  const source = askedSource ? ', owed_calls = owed_calls - ?, refresh_owed = 0' : ''
  const counts = askedSource ? [seen.owedRedraws, seen.owedCalls] : [seen.owedRedraws]
  const owing = `UPDATE binding_states SET owed_redraws = owed_redraws - ?${source} WHERE uid = ? AND ${IS_OWED}`
  statements.run(owing, ...counts, uid)
}

/** Whether a state's binding is there. Looked up for the one: a list of all that are there takes long where they are many. */
const isPresent = (eb: ExpressionBuilder<Tables, 'binding_states'>) =>
  eb.exists(
    eb
      .selectFrom('bindings')
      .select('bindings.uid')
      .whereRef('bindings.uid', '=', 'binding_states.uid')
      .where('deleted_at', 'is', null),
  )
