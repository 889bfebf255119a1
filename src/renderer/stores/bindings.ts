import { create } from 'zustand'
import type { Binding } from '../../shared/binding.ts'

export interface BindingsState {
  byUid: Readonly<Record<string, Binding>>
  /** Uids, newest first, as the farm lists them. */
  order: readonly string[]
  isLoaded: boolean
  /** Bindings that are being refreshed, with the run that does it; null for one that was asked for here and has not begun. */
  refreshing: ReadonlyMap<string, string | null>
}

/** What is known of the bindings. Only the functions below change it. */
export const useBindings = create<BindingsState>(() => ({
  byUid: {},
  order: [],
  isLoaded: false,
  refreshing: new Map(),
}))

const { setState, getState } = useBindings

export function replaceBindings(bindings: readonly Binding[]): void {
  const before = getState().byUid
  const byUid = Object.fromEntries(bindings.map((binding) => [binding.uid, keepEqual(before[binding.uid], binding)]))
  setState({ byUid, order: inOrder(byUid), isLoaded: true })
}

/** Takes in bindings that were read, and drops those that are gone, in one change. */
export function takeBindings(found: readonly Binding[], gone: readonly string[] = []): void {
  const { byUid: before, order } = getState()
  const byUid = { ...before }
  for (const binding of found) byUid[binding.uid] = keepEqual(before[binding.uid], binding)
  for (const uid of gone) delete byUid[uid]
  const isSameSet = found.every(({ uid }) => uid in before) && gone.every((uid) => !(uid in before))
  setState({ byUid, order: isSameSet ? order : inOrder(byUid) })
}

export const putBinding = (binding: Binding): void => takeBindings([binding])

export function dropBinding(uid: string): void {
  takeBindings([], [uid])
  endRefreshing(uid)
}

/** @param runId the run that has begun, or null where it was asked for */
export function markRefreshing(uid: string, runId: string | null): void {
  setState(({ refreshing }) => ({ refreshing: new Map(refreshing).set(uid, runId) }))
}

/** A run has ended, or whatever run there was. One that has begun since goes on. */
export function endRefreshing(uid: string, runId?: string): void {
  const { refreshing } = getState()
  const current = refreshing.get(uid)
  if (current === undefined || (runId !== undefined && current !== null && current !== runId)) return
  const left = new Map(refreshing)
  left.delete(uid)
  setState({ refreshing: left })
}

/** Whether it was there and is no longer; not while they are still being read. */
export const isDeleted = (uid: string | null, { byUid, isLoaded }: BindingsState): boolean =>
  isLoaded && uid !== null && !(uid in byUid)

/** The farm tells anew what is under way. */
export const forgetRefreshing = (): void => setState({ refreshing: new Map() })

/** The same object for the same content, so that what did not change is not drawn again. */
const keepEqual = (before: Binding | undefined, now: Binding): Binding =>
  before && JSON.stringify(before) === JSON.stringify(now) ? before : now

const inOrder = (byUid: Record<string, Binding>): string[] =>
  Object.values(byUid)
    .sort((a, b) => compare(b.createdAt, a.createdAt) || compare(b.uid, a.uid))
    .map(({ uid }) => uid)

/** ISO times and uids: plain code units, as the language's own order costs a hundred times as much. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
