import type { Binding } from '../../../shared/binding.ts'
import { useAllRuns } from '../../stores/all-runs.ts'
import { useBindings } from '../../stores/bindings.ts'
import { useRunSelection } from '../../stores/run-selection.ts'

/** The bindings of the selected runs, each once; what is out of sight is not acted on. */
export function bindingsOfSelected(): Binding[] {
  const { selected } = useRunSelection.getState()
  return bindingsOf(useAllRuns.getState().runs.filter(({ id }) => selected.has(id)))
}

/** What a key acts on: the bindings of the selected runs, else the one of that run. */
export function targetsOf(runId: string | null): Binding[] {
  const selected = bindingsOfSelected()
  return selected.length > 0 ? selected : bindingsOf(useAllRuns.getState().runs.filter(({ id }) => id === runId))
}

function bindingsOf(runs: readonly { bindingUid: string }[]): Binding[] {
  const { byUid } = useBindings.getState()
  return [...new Set(runs.map(({ bindingUid }) => bindingUid))].flatMap((uid) => byUid[uid] ?? [])
}
