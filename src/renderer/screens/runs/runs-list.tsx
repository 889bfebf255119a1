import { Button } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useEffect, useLayoutEffect, useMemo, useRef } from 'react'
import { useRowHeight } from '../../components/row-height.ts'
import { useRoving } from '../../components/use-roving.ts'
import { useAllRuns } from '../../stores/all-runs.ts'
import { useIsOffline } from '../../stores/farm.ts'
import { RunRow } from './run-row.tsx'
import styles from './runs-list.module.css'
import { loadNewest, loadOlder } from './sync-runs.ts'
import { selectByClick, useRunsKeys } from './use-runs-keys.ts'
import { useSteadyView } from './use-steady-view.ts'

/** Rows that are drawn beyond what is in sight. */
const OVERSCAN = 12
/** The next page is read this many rows before the end. */
const AHEAD = 20
/** Below this width of the list a row takes two lines, in CSS pixels. */
const NARROW_PX = 880

interface RunsListProps {
  /** What scrolls. */
  column: RefObject<HTMLElement | null>
  openId: string | null
}

/** The runs, newest on top. However many there are, only those in sight are drawn. */
export function RunsList({ column, openId }: RunsListProps) {
  const runs = useAllRuns(({ runs }) => runs)
  const { ref: sized, width } = useElementSize()
  const list = useRef<HTMLOListElement>(null)
  const isNarrow = width > 0 && width < NARROW_PX
  const rowHeight = useRowHeight(isNarrow)
  const rows = useVirtualizer({
    count: runs.length,
    getScrollElement: () => column.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => runs[index]?.id ?? index,
    overscan: OVERSCAN,
    scrollMargin: list.current?.offsetTop ?? 0,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows of another height are measured anew
  useLayoutEffect(() => rows.measure(), [rowHeight])
  useSteadyView(column, list, rowHeight)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is open stays in sight when rows flow anew, not when runs come
  useEffect(() => {
    const open = runs.findIndex(({ id }) => id === openId)
    if (open >= 0) rows.scrollToIndex(open, { align: 'auto' })
  }, [openId, rowHeight])
  const items = rows.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (runs.length > 0 && last >= runs.length - AHEAD) void loadOlder()
  }, [last, runs.length])

  const ids = useMemo(() => runs.map(({ id }) => id), [runs])
  const { current, onKeyDown } = useRoving(ids, openId, (index) => rows.scrollToIndex(index))
  useRunsKeys({ ids, current, openId })
  return (
    <div ref={sized} className={styles.frame}>
      <ol
        ref={list}
        className={styles.list}
        data-narrow={isNarrow || undefined}
        style={{ height: rows.getTotalSize() }}
        onKeyDown={onKeyDown}
        onClick={(event) => selectByClick(event, ids)}
      >
        {items.map(({ index, start, size, key }) => {
          const run = runs[index]
          if (!run) return null
          return (
            <RunRow
              key={key}
              run={run}
              place={{ top: start - rows.options.scrollMargin, height: size }}
              isOpen={run.id === openId}
              isCurrent={run.id === current}
            />
          )
        })}
      </ol>
      <State />
    </div>
  )
}

/** What stands where there is no run to show. */
function State() {
  const { isLoaded, fault, filter, runs } = useAllRuns()
  const isOffline = useIsOffline()
  const isFiltered = filter.bindingUid !== null || filter.outcome !== null || filter.trigger !== null
  if (fault !== null)
    return (
      <div className={styles.state} role="alert">
        <p>The runs can’t be read. {fault}</p>
        <Button onClick={loadNewest}>Try again</Button>
      </div>
    )
  if (!isLoaded)
    return (
      <p className={styles.state}>
        {isOffline ? 'The runs can’t be read before the farm answers again.' : 'Reading the runs…'}
      </p>
    )
  if (runs.length > 0) return null
  return (
    <div className={styles.state}>
      <p>
        {isFiltered
          ? 'No run is like that.'
          : 'Nothing has run yet. A run is one refresh of a binding: its data fetched, mapped and drawn.'}
      </p>
      {isFiltered ? <p className="faint">The last 500 runs of each binding are kept.</p> : null}
    </div>
  )
}
