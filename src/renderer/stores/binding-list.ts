import { create } from 'zustand'
import type { DataSource } from '../../shared/data-source.ts'
import type { HealthChoice } from '../words/health.ts'
import type { CloudState } from '../words/sync.ts'
import { toggled, withRange } from './selection.ts'

export type SortKey = 'newest' | 'name' | 'health' | 'template' | 'source' | 'last' | 'next' | 'average'

/** Which bindings are listed, and in which order. Null lets all through. */
export interface BindingFilter {
  text: string
  health: HealthChoice | null
  templateId: string | null
  source: DataSource['type'] | null
  /** How it stands to its twin. */
  cloud: CloudState | null
  sort: SortKey
  /** Against the direction that a column has by itself. */
  isReversed: boolean
}

export interface BindingListState extends BindingFilter {
  selected: ReadonlySet<string>
  /** The one that the keys move from; it holds the list's place in the tab order. */
  cursor: string | null
  /** Where a range of selected ones begins. */
  anchor: string | null
}

export const NO_FILTER = { text: '', health: null, templateId: null, source: null, cloud: null } as const

/** How the list is looked at. It outlasts a visit to another screen. */
export const useBindingList = create<BindingListState>(() => ({
  ...NO_FILTER,
  sort: 'newest',
  isReversed: false,
  selected: new Set<string>(),
  cursor: null,
  anchor: null,
}))

const { setState, getState } = useBindingList

/** Sorts by that; by the same again, the other way round. */
export function sortBy(sort: SortKey): void {
  setState((before) => ({ sort, isReversed: before.sort === sort && !before.isReversed }))
}

export const selectOnly = (uids: readonly string[]): void => setState({ selected: new Set(uids) })

export function toggleSelected(uid: string): void {
  setState(({ selected }) => ({ selected: toggled(selected, uid), anchor: uid, cursor: uid }))
}

/** Selects all from where the last one was selected up to this one. */
export function selectRange(uid: string, listed: readonly string[]): void {
  const { anchor, cursor, selected } = getState()
  const from = anchor ?? cursor ?? uid
  setState({ selected: withRange(selected, listed, [from, uid]), cursor: uid, anchor: from })
}
