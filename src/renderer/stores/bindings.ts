import { create } from 'zustand'
import type { Binding } from '../../shared/binding.ts'

export interface BindingsState {
  byUid: Readonly<Record<string, Binding>>
  /** Uids, newest first, as the farm lists them. */
  order: readonly string[]
  isLoaded: boolean
  /** Bindings whose refresh was asked for here and has not ended. */
  refreshing: ReadonlySet<string>
}

/** What is known of the bindings. Only the functions below change it. */
export const useBindings = create<BindingsState>(() => ({
  byUid: {},
  order: [],
  isLoaded: false,
  refreshing: new Set(),
}))

const { setState, getState } = useBindings

export function replaceBindings(bindings: readonly Binding[]): void {
  const before = getState().byUid
  const byUid = Object.fromEntries(bindings.map((binding) => [binding.uid, keepEqual(before[binding.uid], binding)]))
  setState({ byUid, order: inOrder(byUid), isLoaded: true, refreshing: new Set() })
}

export function putBinding(binding: Binding): void {
  const { byUid: before, order } = getState()
  const isNew = !(binding.uid in before)
  const byUid = { ...before, [binding.uid]: keepEqual(before[binding.uid], binding) }
  setState({ byUid, order: isNew ? inOrder(byUid) : order })
}

export function dropBinding(uid: string): void {
  const { byUid: before, order } = getState()
  const { [uid]: _gone, ...byUid } = before
  setState({ byUid, order: order.filter((each) => each !== uid) })
  markRefreshing(uid, false)
}

export function markRefreshing(uid: string, isRefreshing: boolean): void {
  const refreshing = new Set(getState().refreshing)
  if (isRefreshing) refreshing.add(uid)
  else refreshing.delete(uid)
  setState({ refreshing })
}

/** The same object for the same content, so that what did not change is not drawn again. */
const keepEqual = (before: Binding | undefined, now: Binding): Binding =>
  before && JSON.stringify(before) === JSON.stringify(now) ? before : now

const inOrder = (byUid: Record<string, Binding>): string[] =>
  Object.values(byUid)
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt) || b.uid.localeCompare(a.uid))
    .map(({ uid }) => uid)
