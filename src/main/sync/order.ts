import type { SyncKind, SyncResource } from '../../shared/sync.ts'
import type { Action } from './task.ts'

const ORDER: (SyncKind | Action)[] = [
  'forget',
  'adopt',
  'split',
  'pull_create',
  'pull_update',
  'push_create',
  'push_update',
  'conflict',
  'held_back',
  'pull_delete',
  'push_delete',
]

/** Templates before the bindings that need them; deletions last, those of bindings before those of templates. */
export function rankOf(kind: SyncKind | Action, resource: SyncResource): number {
  const isDeletion = kind === 'pull_delete' || kind === 'push_delete'
  const isSecond = (resource === 'binding') !== isDeletion
  return (isDeletion ? 1000 : 0) + (isSecond ? 100 : 0) + ORDER.indexOf(kind)
}
