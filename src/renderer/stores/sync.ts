import { create } from 'zustand'
import type { Resolution, SyncPlan, SyncResult, SyncStatus, SyncUndone } from '../../shared/sync.ts'

/** What came of what was asked for last. */
export type SyncOutcome =
  | { kind: 'applied'; result: SyncResult }
  | { kind: 'undone'; undone: SyncUndone }
  /** Something changed since the plan was read: nothing was done, and there is a new plan. */
  | { kind: 'replanned' }
  | { kind: 'failed'; what: string; message: string }

export interface SyncState {
  /** Null until it was read. */
  status: SyncStatus | null
  /** What was asked for from here and goes on. */
  asked: 'plan' | 'apply' | 'undo' | null
  /** The plan that is read; null where there is none to read. */
  plan: SyncPlan | null
  /** Whether it was carried out, so that only what was left is shown of it. */
  isRest: boolean
  /** What was decided, by operation. */
  resolutions: Readonly<Record<string, Resolution>>
  /** Uids of the bindings whose credentials go along. */
  sendCredentials: ReadonlySet<string>
  outcome: SyncOutcome | null
}

export const NO_REVIEW = {
  plan: null,
  isRest: false,
  resolutions: {},
  sendCredentials: new Set<string>(),
  outcome: null,
} as const

/** How sync is, and the plan that is being read. What was decided of a plan outlasts a visit to another screen. */
export const useSync = create<SyncState>(() => ({ status: null, asked: null, ...NO_REVIEW }))

/** Has the credentials of a binding go along with the next sync, or stay here. */
export function tickCredentials(uid: string, isTicked: boolean): void {
  const sendCredentials = new Set(useSync.getState().sendCredentials)
  if (isTicked) sendCredentials.add(uid)
  else sendCredentials.delete(uid)
  useSync.setState({ sendCredentials })
}

export const useSyncStatus = (): SyncStatus | null => useSync(({ status }) => status)

export const useIsConnected = (): boolean => useSync(({ status }) => status !== null && status.account !== null)
