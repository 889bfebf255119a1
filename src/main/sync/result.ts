import type { SyncOperation, SyncResult } from '../../shared/sync.ts'
import type { Planned } from './plan.ts'
import type { LeftAlone } from './sync-memory.ts'
import type { Decisions } from './tasks-of.ts'
import type { Step } from './workshop.ts'

/** What came of a journal that is at its end. */
export function resultOf(steps: readonly Step[], left: LeftAlone): SyncResult {
  const failed = new Map(
    steps.flatMap(({ state, operationId, task: { name }, error }) =>
      state === 'failed' ? [[operationId, { operationId, name, error: error ?? '' }] as const] : [],
    ),
  )
  const operations = new Set(steps.map(({ operationId }) => operationId))
  return { applied: operations.size - failed.size, failed: [...failed.values()], ...left }
}

/** What a plan has no steps for, as it was decided. */
export function leftAlone(planned: readonly Planned[], decisions: Decisions): LeftAlone {
  const operations = planned.map(({ operation }) => operation)
  return {
    conflicts: operations.filter((operation) => isUndecided(operation, decisions)).length,
    heldBack: operations.filter(({ kind }) => kind === 'held_back').length,
  }
}

/** Whether it is a conflict of which something was decided by nobody. */
function isUndecided({ id, kind, fields }: SyncOperation, { resolutions }: Decisions): boolean {
  const resolution = resolutions[id]
  if (kind !== 'conflict') return false
  if (resolution === undefined) return true
  return typeof resolution === 'object' && fields.some(({ path, isConflict }) => isConflict && !resolution[path])
}

/** The operations that still stand once a plan was carried out as it was decided. */
export function stillOpen(planned: readonly Planned[], decisions: Decisions, { failed }: SyncResult): SyncOperation[] {
  const failures = new Set(failed.map(({ operationId }) => operationId))
  return planned
    .map(({ operation }) => operation)
    .filter((each) => each.kind === 'held_back' || failures.has(each.id) || isUndecided(each, decisions))
}
