import type { SyncOperation } from '../../../shared/sync.ts'
import { findWords } from '../../words/find.ts'
import { type GroupId, groupsOf } from './plan-parts.ts'

/** A line of the list: the head of a group, or an operation. */
export type ListRow =
  | { kind: 'group'; id: GroupId; operations: readonly SyncOperation[]; isClosed: boolean }
  | { kind: 'operation'; id: string; operation: SyncOperation }

/** The groups with their operations, those of closed groups left out. @param wanted words of their names */
export function listRows(
  operations: readonly SyncOperation[],
  wanted: string,
  closed: ReadonlySet<GroupId>,
): ListRow[] {
  const found = wanted.trim() === '' ? operations : operations.filter(({ name }) => findWords(wanted, name))
  return groupsOf(found).flatMap(({ id, operations }): ListRow[] => {
    const isClosed = closed.has(id)
    const lines = operations.map((operation): ListRow => ({ kind: 'operation', id: operation.id, operation }))
    return [{ kind: 'group', id, operations, isClosed }, ...(isClosed ? [] : lines)]
  })
}
