import { useEffect, useRef } from 'react'
import { ListBeside } from '../../components/list-beside.tsx'
import { ScreenTitle } from '../../components/screen-title.tsx'
import { useReturn } from '../../components/use-return.ts'
import { useAllRuns } from '../../stores/all-runs.ts'
import { listPath } from './list-path.ts'
import { RunPanel } from './run-panel.tsx'
import { RunsBar } from './runs-bar.tsx'
import { RunsFilters } from './runs-filters.tsx'
import { RunsList } from './runs-list.tsx'
import { RunsStrip } from './runs-strip.tsx'
import { setFilter, useLiveRuns } from './sync-runs.ts'

interface RunsScreenProps {
  /** Of the run that is open; of the list, where none is. */
  bindingUid: string | null
  runId: string | null
}

/** Every refresh there was, and beside or over the list the one that is open. */
export function RunsScreen({ bindingUid, runId }: RunsScreenProps) {
  const column = useRef<HTMLElement>(null)
  const isOpen = bindingUid !== null && runId !== null
  useLiveRuns()
  useEffect(() => {
    // The address chooses the binding of the list only while it names no run: that leaves the list as it was.
    if (runId === null && useAllRuns.getState().filter.bindingUid !== bindingUid) setFilter({ bindingUid })
  }, [bindingUid, runId])
  useReturn(runId, listPath)
  return (
    <ListBeside
      label="All runs"
      column={column}
      panel={isOpen ? <RunPanel key={runId} bindingUid={bindingUid} runId={runId} /> : null}
    >
      <ScreenTitle title="Runs">
        <Summary />
      </ScreenTitle>
      <RunsStrip />
      <RunsFilters />
      <RunsList column={column} openId={runId} />
      <RunsBar isPanelOpen={isOpen} />
    </ListBeside>
  )
}

function Summary() {
  const total = useAllRuns(({ total, isLoaded }) => (isLoaded ? total : null))
  const underWay = useAllRuns(({ underWay }) => underWay.size)
  if (total === null) return null
  const kept = `${total.toLocaleString()} ${total === 1 ? 'run' : 'runs'} kept`
  return (
    <p className="faint" title="Runs in a row that drew nothing are kept as one">
      {underWay > 0 ? `${kept} · ${underWay} under way` : kept}
    </p>
  )
}
