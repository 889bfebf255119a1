import type { BindingUpdate } from '../../shared/binding.ts'
import type { BindingState, BindingWithState, StoredBinding } from '../db/bindings.ts'
import { dueAt } from '../db/due-bindings.ts'
import { dueAfterFailingPolicyEdit, dueAfterSuccess, serveState } from '../refresh/due.ts'
import { sourceKey } from './source-key.ts'

/** A change of a binding that was there before. */
export interface Edit {
  before: BindingWithState
  next: StoredBinding
  change: BindingUpdate
  /** Whether there is anything to draw from. */
  hasData: boolean
}

export interface EditTimes {
  /** Epoch milliseconds. */
  now(): number
  /** In [0, 1). */
  random(): number
}

/** What an edit makes of how a binding is refreshed, and the redraw that is owed for it, so that it comes also after a crash. */
export function stateAfterEdit(edit: Edit, times: EditTimes): Partial<BindingState> {
  return { ...healthAfterEdit(edit, times), ...owedAfterEdit(edit) }
}

function healthAfterEdit(edit: Edit, times: EditTimes): Partial<BindingState> {
  const { before, next, change, hasData } = edit
  const { binding, state } = before
  const now = times.now()
  if (change.status === 'paused' && state.status !== 'paused') {
    return { status: 'paused', pausedState: serveState(state, binding.refreshPolicy, now), nextRefreshAt: null }
  }
  const due = hasData ? dueAt(now) : { nextRefreshAt: null }
  if (state.status === 'paused') {
    const resumed = { status: 'active', pausedState: heldState(state), failureCount: 0, lastError: null } as const
    return change.status === 'active' ? { ...resumed, ...due } : {}
  }
  if (!hasData || sourceKey(binding) !== sourceKey(next)) return due
  return change.refreshPolicy ? dueAfterPolicyEdit(edit, now, times.random()) : {}
}

/** A picture that failed when it was paused is no better for being resumed: that is for the refresh to say. */
function heldState({ pausedState, imageId }: BindingState): BindingState['pausedState'] {
  return pausedState === 'fresh' || imageId === null ? null : pausedState
}

function dueAfterPolicyEdit({ before: { binding, state }, next }: Edit, now: number, random: number) {
  const { refreshPolicy } = next
  if (state.status === 'error') {
    return dueAfterFailingPolicyEdit({ before: binding.refreshPolicy, after: refreshPolicy, state }, now, random)
  }
  if (refreshPolicy.type === 'manual') return { nextRefreshAt: null }
  if (state.lastRefreshAt === null) return {}
  return dueAfterSuccess(refreshPolicy, state.lastRefreshAt, random)
}

function owedAfterEdit({ before, change, hasData }: Edit): Partial<BindingState> {
  const isStill = change.status === 'paused' || before.state.status === 'paused' || !hasData
  return isStill || !isRedrawn(before, change) ? {} : { owedRedraws: before.state.owedRedraws + 1 }
}

/** Whether a change may show in the picture. */
export function isRedrawn({ state }: BindingWithState, change: BindingUpdate): boolean {
  const { templateId, mapping, defaults, outputConfig, dataSource, refreshPolicy } = change
  if ([templateId, mapping, defaults, outputConfig, dataSource].some((member) => member !== undefined)) return true
  // What a failing binding serves hangs on the policy; its default picture may have to be drawn.
  return state.status === 'error' && refreshPolicy !== undefined
}
