// biome-ignore-all lint/a11y/useSemanticElements: rows that are out of sight are not there, and each lies at a place of its own: no <table> can do that
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef } from 'react'
import { useBindingList } from '../../stores/binding-list.ts'
import { usePreferences } from '../../stores/preferences.ts'
import { BindingCard } from './binding-card.tsx'
import { BindingRow } from './binding-row.tsx'
import styles from './bindings-list.module.css'
import { gridLayout, tableLayout } from './list-layout.ts'
import { TableHead } from './table-head.tsx'
import { useBox } from './use-box.ts'
import { useKeptPlace } from './use-kept-place.ts'
import { useListClicks } from './use-list-clicks.ts'
import { useListKeys } from './use-list-keys.ts'

interface BindingsListProps {
  isTable: boolean
  uids: readonly string[]
  openUid: string | null
  /** What scrolls it. */
  scroller: RefObject<HTMLElement | null>
  /** What stays at the top of that while it scrolls. */
  header: RefObject<HTMLElement | null>
}

/** The bindings as cards or as a table; only what is in sight, and a little more, is there. */
export function BindingsList({ isTable, uids, openUid, scroller, header }: BindingsListProps) {
  const density = usePreferences(({ density }) => density)
  const space = useRef<HTMLDivElement>(null)
  const { width, top } = useBox(space, header)
  const headerHeight = useBox(header).height
  // biome-ignore lint/correctness/useExhaustiveDependencies: the tokens follow the density
  const layout = useMemo(() => (isTable ? tableLayout() : gridLayout(width)), [isTable, width, density])
  const cursor = useBindingList(({ cursor }) => cursor)
  const reached = Math.max(0, cursor === null ? 0 : uids.indexOf(cursor))
  const reachedRow = Math.floor(reached / layout.columns)
  const virtualizer = useVirtualizer({
    count: width === 0 ? 0 : Math.ceil(uids.length / layout.columns),
    getScrollElement: () => scroller.current,
    estimateSize: () => layout.step,
    overscan: layout.overscan,
    scrollMargin: top,
    scrollPaddingStart: headerHeight + (isTable ? layout.step : 0),
    // The one that the focus is on stays, wherever one scrolls to.
    rangeExtractor: useCallback(
      (range: Range) => withRow(defaultRangeExtractor(range), reachedRow, range.count),
      [reachedRow],
    ),
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was measured before is of another layout
  useLayoutEffect(() => virtualizer.measure(), [layout, virtualizer])
  const reveal = (index: number) => virtualizer.scrollToIndex(Math.floor(index / layout.columns), { align: 'auto' })
  const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / layout.step) - 1)
  useListKeys({ uids, openUid, reached, columns: layout.columns, page, reveal })
  useListClicks(space, scroller)
  useKeptPlace(isTable ? 'table' : 'grid', scroller, width > 0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when another is opened, or the room changes
  useEffect(() => {
    // The cards flow anew in what room is left; the one that is open stays in sight.
    const index = openUid === null ? -1 : uids.indexOf(openUid)
    if (index >= 0) reveal(index)
  }, [openUid, layout])

  const Item = isTable ? BindingRow : BindingCard
  const items = virtualizer.getVirtualItems().flatMap(({ index: row, start }) =>
    uids.slice(row * layout.columns, (row + 1) * layout.columns).map((uid, column) => {
      const index = row * layout.columns + column
      return (
        <Item
          key={uid}
          uid={uid}
          index={index}
          count={uids.length}
          isOpen={uid === openUid}
          isReached={index === reached}
          place={layout.placeOf(start - top, column)}
        />
      )
    }),
  )
  const height = virtualizer.getTotalSize()
  return isTable ? (
    <div role="table" aria-label="Bindings" aria-rowcount={uids.length + 1}>
      <TableHead below={headerHeight} />
      <div role="rowgroup" ref={space} className={styles.space} style={{ height }}>
        {items}
      </div>
    </div>
  ) : (
    <ul ref={space as RefObject<never>} className={styles.space} style={{ height }} aria-label="Bindings">
      {items}
    </ul>
  )
}

/** The rows that are drawn, with that one among them. */
function withRow(rows: number[], row: number, count: number): number[] {
  return rows.includes(row) || row >= count ? rows : [...rows, row].sort((a, b) => a - b)
}
