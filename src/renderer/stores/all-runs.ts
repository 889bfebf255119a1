import { create } from 'zustand'
import type { Outcome, RunStats } from '../../shared/run.ts'
import type { NamedRun, RunFilter } from '../api/runs.ts'

export interface AllRunsState {
  filter: RunFilter
  /** Newest first. */
  runs: readonly NamedRun[]
  /** How many the farm keeps that the filter lets through. */
  total: number
  hasMore: boolean
  isLoaded: boolean
  /** Why the list can't be read, in the farm's words. */
  fault: string | null
  stats: RunStats | null
  /** How far the figures look back. */
  hours: number
  /** Ids of the runs that are under way. */
  underWay: ReadonlySet<string>
}

export const NO_FILTER: RunFilter = { bindingUid: null, outcome: null, trigger: null }

/** The runs of all bindings, as far as they are looked at. */
export const useAllRuns = create<AllRunsState>(() => ({
  filter: NO_FILTER,
  runs: [],
  total: 0,
  hasMore: false,
  isLoaded: false,
  fault: null,
  stats: null,
  hours: 24,
  underWay: new Set(),
}))

const FOLDING: readonly Outcome[] = ['unchanged', 'not_modified']

export const isLetThrough = (run: NamedRun, { bindingUid, outcome, trigger }: RunFilter): boolean =>
  (bindingUid === null || run.bindingUid === bindingUid) &&
  (outcome === null || run.outcome === outcome) &&
  (trigger === null || run.trigger === trigger)

/** Puts a run that ended on top. One that stands for several takes the place of the one that stood for them before. */
export function addRun(known: readonly NamedRun[], run: NamedRun): NamedRun[] {
  const takesPlace = FOLDING.includes(run.outcome) && run.count > 1
  const before = takesPlace
    ? known.find((each) => each.bindingUid === run.bindingUid && each.outcome === run.outcome)
    : undefined
  return inOrder([run, ...known.filter((each) => each.id !== run.id && each !== before)])
}

/**
 * Brings the list to what its newest page is now. What the page does not have any more although it would be on it was
 * folded or deleted; where nothing of the page is known, too much has passed in between, and the page is all there is.
 */
export function mergeHead(known: readonly NamedRun[], head: readonly NamedRun[]): NamedRun[] {
  const last = head.at(-1)
  const ids = new Set(head.map(({ id }) => id))
  if (!last || !known.some(({ id }) => ids.has(id))) return [...head]
  const older = known.filter((run) => !ids.has(run.id) && run.finishedAt < last.finishedAt)
  return [...head, ...older]
}

/** Adds an older page. */
export function addPage(known: readonly NamedRun[], page: readonly NamedRun[]): NamedRun[] {
  const ids = new Set(known.map(({ id }) => id))
  return [...known, ...page.filter(({ id }) => !ids.has(id))]
}

const inOrder = (runs: NamedRun[]): NamedRun[] => runs.sort((a, b) => b.finishedAt.localeCompare(a.finishedAt))
