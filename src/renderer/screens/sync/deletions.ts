import type { SyncOperation, SyncPlan } from '../../../shared/sync.ts'
import type { Resolutions } from './decisions.ts'

export interface Deletions {
  there: SyncOperation[]
  here: SyncOperation[]
}

/** What is deleted where, that which was decided so included. */
export function deletionsOf(operations: readonly SyncOperation[], resolutions: Resolutions): Deletions {
  const isDecidedSo = ({ id, deletedOn }: SyncOperation, side: 'local' | 'remote') =>
    deletedOn === side && resolutions[id] === (side === 'local' ? 'mine' : 'theirs')
  return {
    there: operations.filter((each) => each.kind === 'push_delete' || isDecidedSo(each, 'local')),
    here: operations.filter((each) => each.kind === 'pull_delete' || isDecidedSo(each, 'remote')),
  }
}

/** The farm wants so many deletions on one side confirmed, at least. */
const FEW = 3

/** Whether a person is asked first: where the farm asks for it, and where decisions add so many that it may. */
export function wantsAsking({ operations, summary }: SyncPlan, resolutions: Resolutions): boolean {
  const { there, here } = deletionsOf(operations, resolutions)
  if (summary.needsConfirmation) return there.length + here.length > 0
  const added = there.length + here.length - summary.deletesOnCloud - summary.deletesHere
  return added > 0 && Math.max(there.length, here.length) >= FEW
}
