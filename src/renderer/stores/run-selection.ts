import { create } from 'zustand'
import { toggled, withRange } from './selection.ts'

interface RunSelection {
  /** Ids of runs. */
  selected: ReadonlySet<string>
  /** Where a range of selected ones begins. */
  anchor: string | null
}

const NO_RUN_SELECTED: RunSelection = { selected: new Set<string>(), anchor: null }
export const useRunSelection = create<RunSelection>(() => NO_RUN_SELECTED)

const { setState } = useRunSelection

export const toggleRun = (id: string): void =>
  setState(({ selected }) => ({ selected: toggled(selected, id), anchor: id }))

/** Selects all from where the last one was selected up to this one. */
export const selectRunsTo = (id: string, listed: readonly string[]): void =>
  setState(({ selected, anchor }) => ({
    selected: withRange(selected, listed, [anchor ?? id, id]),
    anchor: anchor ?? id,
  }))

export const clearRuns = (): void => setState(NO_RUN_SELECTED)
