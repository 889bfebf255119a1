import { useAllRuns } from '../../stores/all-runs.ts'
import { paths } from '../../stores/route.ts'

/** Where one goes back to from a run: the list as it was filtered. */
export const listPath = (): string => paths.runs(useAllRuns.getState().filter.bindingUid ?? undefined)
