import type { BindingFilter, BindingWithState } from './bindings.ts'
import { conditionsOf } from './conditions.ts'
import { pageReach } from './page-reach.ts'
import { readBinding } from './read-binding.ts'
import type { Statements, Value } from './statements.ts'

/** A page of bindings, newest first, and how many there are in all. */
export function listBindings(
  statements: Statements,
  filter: BindingFilter,
): { bindings: BindingWithState[]; total: number } {
  const { from, at, values } = filtered(filter)
  const total = statements.count(from, ...values)
  const { order, limit, offset } = pageReach(filter, total)
  // Chosen before anything is read of them, so that the rows of the pages before cost next to nothing.
  const chosen = statements.all<{ uid: string }>(
    `SELECT uid FROM ${from} ORDER BY ${at} ${order}, rowid ${order} LIMIT ? OFFSET ?`,
    ...values,
    limit,
    offset,
  )
  if (order === 'ASC') chosen.reverse()
  const bindings = chosen.map(({ uid }) => readBinding(statements, uid)).filter((each) => each !== undefined)
  return { bindings, total }
}

/** Where the bindings are that a filter leaves; by status from the states alone, whose rows were made in the same order. */
function filtered({ templateId, status, uids }: BindingFilter): { from: string; at: string; values: Value[] } {
  const byStatus = status !== undefined
  const names = byStatus
    ? { table: 'binding_states', at: 'listed_at', template: 'listed_template', present: 'listed_at IS NOT NULL' }
    : { table: 'bindings', at: 'created_at', template: 'template_id', present: 'deleted_at IS NULL' }
  const { given, values } = conditionsOf([
    ['status = ?', status],
    [`${names.template} = ?`, templateId],
    ['uid IN (SELECT value FROM json_each(?))', uids && JSON.stringify(uids)],
  ])
  return { from: `${names.table} WHERE ${[names.present, ...given].join(' AND ')}`, at: names.at, values }
}
