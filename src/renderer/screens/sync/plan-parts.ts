import type { SyncKind, SyncOperation, SyncPlan, SyncResult } from '../../../shared/sync.ts'
import { decidedOf, isDecided, type Resolutions } from './decisions.ts'

export type GroupId = 'conflicts' | 'push' | 'pull' | 'held' | 'noted' | 'own'

const GROUPS: Record<SyncKind, GroupId> = {
  conflict: 'conflicts',
  push_create: 'push',
  push_update: 'push',
  push_delete: 'push',
  pull_create: 'pull',
  pull_update: 'pull',
  pull_delete: 'pull',
  held_back: 'held',
  adopt: 'noted',
  forget: 'noted',
}

const groupOf = (operation: SyncOperation): GroupId => (isOwn(operation) ? 'own' : GROUPS[operation.kind])

/** What came with Bindery stays here for good; nobody need think about it. */
const isOwn = ({ hold }: SyncOperation): boolean => hold === 'sample' || hold === 'starter'

export interface PlanGroup {
  id: GroupId
  operations: readonly SyncOperation[]
}

/** The operations by what becomes of them, those that want a person first; in each group in the plan's own order. */
export function groupsOf(operations: readonly SyncOperation[]): PlanGroup[] {
  const ids: GroupId[] = ['conflicts', 'push', 'pull', 'held', 'noted', 'own']
  return ids
    .map((id) => ({ id, operations: operations.filter((each) => groupOf(each) === id) }))
    .filter(({ operations }) => operations.length > 0)
}

export interface Counts {
  create: number
  update: number
  delete: number
}

export interface PlanCounts {
  there: Counts
  here: Counts
  /** Alike on both sides, or gone on both: nothing changes but what is remembered. */
  noted: number
  /** Conflicts that are decided, in part at least. */
  decided: number
  /** Conflicts that stay, in part at least. */
  open: number
  heldBack: number
}

/** What applying does. */
export function countPlan(operations: readonly SyncOperation[], resolutions: Resolutions): PlanCounts {
  const count = (...kinds: SyncKind[]) => operations.filter(({ kind }) => kinds.includes(kind)).length
  const conflicts = operations.filter(({ kind }) => kind === 'conflict')
  return {
    there: { create: count('push_create'), update: count('push_update'), delete: count('push_delete') },
    here: { create: count('pull_create'), update: count('pull_update'), delete: count('pull_delete') },
    noted: count('adopt', 'forget'),
    decided: conflicts.filter((each) => decidedOf(each, resolutions[each.id]).decided > 0).length,
    open: conflicts.filter((each) => !isDecided(each, resolutions[each.id])).length,
    heldBack: operations.filter((each) => groupOf(each) === 'held').length,
  }
}

const sum = (counts: Counts): number => counts.create + counts.update + counts.delete

/** How many operations applying carries out. */
export const carriedOut = ({ there, here, noted, decided }: PlanCounts): number =>
  sum(there) + sum(here) + noted + decided

/** Bindings whose credentials go up although nothing else of them does. */
export function sentAlone(operations: readonly SyncOperation[], sendCredentials: ReadonlySet<string>): string[] {
  const planned = new Set(operations.map(({ localUid }) => localUid))
  return [...sendCredentials].filter((uid) => !planned.has(uid))
}

/** What a sync left as it was. */
export function restOf(plan: SyncPlan, resolutions: Resolutions, { failed }: Pick<SyncResult, 'failed'>): SyncPlan {
  const failedIds = new Set(failed.map(({ operationId }) => operationId))
  const isLeft = (operation: SyncOperation) =>
    operation.kind === 'held_back' ||
    failedIds.has(operation.id) ||
    (operation.kind === 'conflict' && !isDecided(operation, resolutions[operation.id]))
  return { ...plan, operations: plan.operations.filter(isLeft) }
}

/** Whether all that a plan does was read in another one: its operations have the same ids there. */
export function isKnownFrom(plan: SyncPlan, read: SyncPlan): boolean {
  const ids = new Set(read.operations.map(({ id }) => id))
  return plan.operations.every(({ id }) => ids.has(id))
}
