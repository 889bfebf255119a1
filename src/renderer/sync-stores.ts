import { ApiError } from './api/ask.ts'
import { bindingsApi } from './api/bindings.ts'
import { farmApi } from './api/farm.ts'
import { templatesApi } from './api/templates.ts'
import { dropBinding, markRefreshing, putBinding, replaceBindings, useBindings } from './stores/bindings.ts'
import { useFarm } from './stores/farm.ts'
import { mergeRuns, NO_RUNS, useRuns } from './stores/runs.ts'
import { replaceTemplates } from './stores/templates.ts'

/** Brings the stores to what the farm says. Each throws where the farm can't be asked, and then changes nothing. */

export const RUNS_PAGE = 20

export async function loadAll(): Promise<void> {
  await Promise.all([
    bindingsApi.all().then(replaceBindings),
    templatesApi.all().then(replaceTemplates),
    loadStatus(),
    reloadRuns(),
  ])
}

export async function loadStatus(): Promise<void> {
  useFarm.setState({ status: await farmApi.status() })
}

/** Reads one binding again; one that is gone is dropped. */
export async function loadBinding(uid: string): Promise<void> {
  try {
    putBinding(await bindingsApi.get(uid))
  } catch (error) {
    if (!(error instanceof ApiError && (error.status === 404 || error.status === 410))) throw error
    dropBinding(uid)
  }
}

/** A refresh of the binding ended. */
export async function takeRefreshed(uid: string): Promise<void> {
  markRefreshing(uid, false)
  const isWatched = useRuns.getState().bindingUid === uid
  await Promise.all([loadBinding(uid), isWatched ? reloadRuns() : null])
}

/** Looks at the runs of a binding, or at none. */
export async function watchRuns(uid: string | null): Promise<void> {
  useRuns.setState({ ...NO_RUNS, bindingUid: uid })
  await reloadRuns()
}

async function reloadRuns(): Promise<void> {
  const { bindingUid } = useRuns.getState()
  if (bindingUid === null) return
  const { runs, pagination } = await bindingsApi.runs(bindingUid, 1, RUNS_PAGE)
  takeRuns(bindingUid, runs, (known) => (known.isLoaded ? known.hasMore : pagination.hasNext))
}

export async function loadOlderRuns(): Promise<void> {
  const { bindingUid, runs: known } = useRuns.getState()
  if (bindingUid === null) return
  const page = Math.floor(known.length / RUNS_PAGE) + 1
  const { runs, pagination } = await bindingsApi.runs(bindingUid, page, RUNS_PAGE)
  takeRuns(bindingUid, runs, () => pagination.hasNext)
}

type RunsState = ReturnType<typeof useRuns.getState>

function takeRuns(uid: string, found: RunsState['runs'], hasMore: (known: RunsState) => boolean): void {
  const known = useRuns.getState()
  // The answer to a question that nobody asks any more.
  if (known.bindingUid !== uid) return
  useRuns.setState({ runs: mergeRuns(known.runs, found), hasMore: hasMore(known), isLoaded: true })
}

/** Whether there is work under way, or a browser on its way, that no event will tell of. */
export function isBusy(): boolean {
  const { status } = useFarm.getState()
  if (!status) return false
  return status.queueDepth > 0 || status.chromium.state === 'starting' || useBindings.getState().refreshing.size > 0
}
