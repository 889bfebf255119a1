import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { SyncOperation } from '../../../shared/sync.ts'
import { useRowHeight } from '../../components/row-height.ts'
import { useRoving } from '../../components/use-roving.ts'
import { toggled } from '../../stores/selection.ts'
import { useSync } from '../../stores/sync.ts'
import { GroupRow } from './group-row.tsx'
import { listRows } from './list-rows.ts'
import { OperationRow } from './operation-row.tsx'
import styles from './plan-list.module.css'
import type { GroupId } from './plan-parts.ts'

const OVERSCAN = 12
/** With fewer nobody has to search. */
const SEARCHED = 8
const NONE: readonly SyncOperation[] = []
/** Groups of which nothing need be read. */
const QUIET: ReadonlySet<GroupId> = new Set(['noted', 'own'])

interface PlanListProps {
  /** What scrolls. */
  column: RefObject<HTMLElement | null>
  openId: string | null
}

/** What would move, by groups. However much it is, only what is in sight is drawn. */
export function PlanList({ column, openId }: PlanListProps) {
  const operations = useSync(({ plan }) => plan?.operations) ?? NONE
  const [wanted, setWanted] = useState('')
  const [closed, setClosed] = useState<ReadonlySet<GroupId>>(QUIET)
  const lines = useMemo(() => listRows(operations, wanted, closed), [operations, wanted, closed])
  const list = useRef<HTMLOListElement>(null)
  const headHeight = useRowHeight(false)
  const rowHeight = useRowHeight(true)
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => column.current,
    estimateSize: (index) => (lines[index]?.kind === 'group' ? headHeight : rowHeight),
    getItemKey: (index) => lines[index]?.id ?? index,
    overscan: OVERSCAN,
    scrollMargin: list.current?.offsetTop ?? 0,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: lines of other heights are measured anew
  useLayoutEffect(() => rows.measure(), [lines, headHeight, rowHeight])
  const placeOf = (id: string) => lines.findIndex((line) => line.id === id)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is open stays in sight when rows flow anew
  useEffect(() => {
    const open = openId === null ? -1 : placeOf(openId)
    if (open >= 0) rows.scrollToIndex(open, { align: 'auto' })
  }, [openId, rowHeight])
  const ids = useMemo(() => lines.flatMap(({ kind, id }) => (kind === 'operation' ? [id] : [])), [lines])
  const { current, onKeyDown } = useRoving(ids, openId, (index) => rows.scrollToIndex(placeOf(ids[index] ?? '')))
  const toggle = (id: GroupId) => setClosed(toggled(closed, id))
  if (operations.length === 0) return null
  return (
    <div className={styles.frame}>
      {operations.length > SEARCHED ? (
        <TextInput
          type="search"
          aria-label="Find a change"
          placeholder="Find a change by its name"
          leftSection={<IconSearch className="icon" aria-hidden />}
          value={wanted}
          onChange={({ currentTarget }) => setWanted(currentTarget.value)}
        />
      ) : null}
      {lines.length === 0 ? <p className="faint">No change has that name.</p> : null}
      <ol ref={list} className={styles.list} style={{ height: rows.getTotalSize() }} onKeyDown={onKeyDown}>
        {rows.getVirtualItems().map(({ index, start, size, key }) => {
          const line = lines[index]
          if (!line) return null
          const place = { height: size, transform: `translateY(${start - rows.options.scrollMargin}px)` }
          return line.kind === 'group' ? (
            <GroupRow key={key} group={line} place={place} onToggle={() => toggle(line.id)} />
          ) : (
            <OperationRow
              key={key}
              operation={line.operation}
              place={place}
              isOpen={line.id === openId}
              isCurrent={line.id === current}
            />
          )
        })}
      </ol>
    </div>
  )
}
