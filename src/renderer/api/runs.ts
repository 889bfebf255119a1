import type { OutputConfig } from '../../shared/binding.ts'
import type { DryRun } from '../../shared/dry-run.ts'
import type { Pagination } from '../../shared/pagination.ts'
import type { Outcome, Run, RunDetailsEnvelope, RunStats, Trigger } from '../../shared/run.ts'
import { pathOf, queryOf, read } from './ask.ts'

/** A run with the name that its binding has. */
export type NamedRun = Run & { bindingName: string }

/** Which runs are listed; null lets all through. */
export interface RunFilter {
  bindingUid: string | null
  outcome: Outcome | null
  trigger: Trigger | null
}

export const runsApi = {
  list: (filter: RunFilter, page: number, limit: number) =>
    read<{ runs: NamedRun[]; pagination: Pagination }>(`/runs${queryOf({ ...filter, page, limit })}`),
  stats: (hours: number, bindingUid: string | null) => read<RunStats>(`/runs/stats${queryOf({ hours, bindingUid })}`),
  details: (bindingUid: string, runId: string) =>
    read<RunDetailsEnvelope>(pathOf('bindings', bindingUid, 'runs', runId)),
  /** Draws what the run was given, and saves nothing. @param output where it is to be drawn otherwise than its binding is */
  test: (bindingUid: string, runId: string, output: OutputConfig | undefined, signal: AbortSignal) =>
    read<DryRun>(`${pathOf('bindings', bindingUid, 'runs', runId, 'test')}?details=true`, {
      method: 'POST',
      body: output ? { outputConfig: output } : {},
      signal,
    }),
}
