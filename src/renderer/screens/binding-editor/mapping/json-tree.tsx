import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual'
import { useDeferredValue, useMemo, useRef, useState } from 'react'
import type { Json } from '../../../../shared/json.ts'
import { tokenPx } from '../../../theme/token-px.ts'
import { useTrial } from '../trial-store.ts'
import { Breadcrumb } from './breadcrumb.tsx'
import { findRows, MOST_FOUND } from './find-rows.ts'
import { flatten } from './json-rows.ts'
import classes from './json-tree.module.css'
import { NodeMenu } from './node-menu.tsx'
import { TreeRow } from './tree-row.tsx'
import { useTreeKeys } from './use-tree-keys.ts'

const OVERSCAN = 12

/** Data as a tree. Only the lines in sight are drawn, however many there are. */
export function JsonTree({ data }: { data: Json }) {
  const opened = useTrial(({ opened }) => opened)
  const [text, setText] = useState('')
  const wanted = useDeferredValue(text)
  const found = useMemo(() => (wanted.trim() === '' ? null : findRows(data, wanted)), [data, wanted])
  const all = useMemo(() => flatten(data, opened), [data, opened])
  const rows = found?.rows ?? all
  const scroller = useRef<HTMLDivElement>(null)
  const [chosen, setActive] = useState(0)
  const active = Math.min(chosen, rows.length - 1)
  const line = useMemo(() => tokenPx('--target'), [])
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => line,
    overscan: OVERSCAN,
    // The line that has the focus stays, so that the focus is never lost by scrolling.
    rangeExtractor: (range: Range) => [...new Set([...defaultRangeExtractor(range), active])].sort((a, b) => a - b),
  })
  const keys = useTreeKeys({ rows, active, setActive, list, scroller })
  const top = list.range?.startIndex ?? 0
  return (
    <>
      <div className={classes.tools}>
        <TextInput
          type="search"
          aria-label="Search the data"
          placeholder="Search names, values or a path"
          leftSection={<IconSearch className="icon" aria-hidden />}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        <span className="faint" role="status">
          {found === null ? '' : `${found.isCut ? `over ${MOST_FOUND}` : found.count} found`}
        </span>
      </div>
      <Breadcrumb row={rows[top]} onGo={(row) => keys.goTo(rows.indexOf(row))} />
      <div ref={scroller} className={classes.scroller}>
        <div
          role="tree"
          aria-label="Data"
          className={classes.lines}
          style={{ height: list.getTotalSize() }}
          onKeyDown={keys.onKeyDown}
        >
          {list.getVirtualItems().map(({ index, start, key }) => {
            const row = rows[index]
            return row ? (
              <TreeRow
                key={key}
                row={row}
                index={index}
                top={start}
                isActive={index === active}
                setActive={setActive}
              />
            ) : null
          })}
        </div>
      </div>
      <NodeMenu />
    </>
  )
}
