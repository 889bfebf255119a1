import { ApiError } from './api/ask.ts'
import { bindingsApi } from './api/bindings.ts'
import { templatesApi } from './api/templates.ts'
import { loadSync } from './cloud-sync.ts'
import { replaceBindings, takeBindings } from './stores/bindings.ts'
import { mergeRuns, NO_RUNS, useRuns } from './stores/runs.ts'
import { dropTemplate, putTemplate, replaceTemplates } from './stores/templates.ts'

/** Brings the stores to what the farm says. Each throws where the farm can't be asked, and then changes nothing. */

const RUNS_PAGE = 20

export async function loadAll(): Promise<void> {
  await Promise.all([
    // The first of thousands are shown while the others are read.
    bindingsApi.all((some) => takeBindings(some)).then(replaceBindings),
    templatesApi.all().then(replaceTemplates),
    reloadRuns(),
    loadSync(),
  ])
}

/** Reads these bindings again; those that are gone are dropped. */
export async function loadBindings(uids: readonly string[]): Promise<void> {
  const found = await bindingsApi.some(uids)
  const there = new Set(found.map(({ uid }) => uid))
  takeBindings(
    found,
    uids.filter((uid) => !there.has(uid)),
  )
  const watched = useRuns.getState().bindingUid
  if (watched !== null && uids.includes(watched)) await reloadRuns()
}

/** Reads one template again; one that is gone is dropped. */
export async function loadTemplate(uid: string): Promise<void> {
  try {
    putTemplate((await templatesApi.get(uid)).template)
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 404)) throw error
    dropTemplate(uid)
  }
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
