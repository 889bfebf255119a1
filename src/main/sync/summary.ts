import type { SyncOperation, SyncPlan } from '../../shared/sync.ts'

type Counts = Omit<SyncPlan['summary'], 'unchanged' | 'notRead' | 'needsConfirmation'>

export function summaryOf(operations: readonly SyncOperation[]): Counts {
  const count = (...kinds: string[]) => operations.filter(({ kind }) => kinds.includes(kind)).length
  const [deletesOnCloud, deletesHere] = [count('push_delete'), count('pull_delete')]
  return {
    create: count('push_create', 'pull_create'),
    update: count('push_update', 'pull_update'),
    delete: deletesOnCloud + deletesHere,
    adopt: count('adopt'),
    conflicts: count('conflict'),
    heldBack: count('held_back'),
    deletesOnCloud,
    deletesHere,
  }
}

/** A deletion of more than ten objects on one side, or of more than a fifth of them and at least three, is asked first. */
export function needsConfirmation(
  { deletesHere, deletesOnCloud }: Counts,
  totals: { here: number; there: number },
): boolean {
  const isMass = (deletes: number, total: number) => deletes > 10 || (deletes >= 3 && deletes > total / 5)
  return isMass(deletesHere, totals.here) || isMass(deletesOnCloud, totals.there)
}
