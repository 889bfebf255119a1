import { create } from 'zustand'
import type { Run } from '../../shared/run.ts'

export interface RunsState {
  /** The binding whose runs these are; runs are kept for the one that is looked at. */
  bindingUid: string | null
  /** Newest first. */
  runs: readonly Run[]
  hasMore: boolean
  isLoaded: boolean
}

export const NO_RUNS: RunsState = { bindingUid: null, runs: [], hasMore: false, isLoaded: false }
export const useRuns = create<RunsState>(() => NO_RUNS)

/** Adds runs, each once, the newer version of each kept: unchanged runs in a row are one that counts up. */
export function mergeRuns(known: readonly Run[], found: readonly Run[]): Run[] {
  const byId = new Map([...known, ...found].map((run) => [run.id, run]))
  return [...byId.values()].sort((a, b) => b.startedAt.localeCompare(a.startedAt) || b.id.localeCompare(a.id))
}
