import { IconChevronRight, IconDots } from '@tabler/icons-react'
import { type MouseEvent, memo } from 'react'
import { pointAt, useEditor } from '../editor-store.ts'
import { isContainer, type JsonRow, stepsOf } from './json-rows.ts'
import classes from './json-tree.module.css'
import { mapValue } from './map-value.ts'
import { openMenu } from './node-menu-store.ts'
import { pathText } from './path-text.ts'
import { toggle } from './toggle.ts'
import { kindOf, valueText } from './value-text.ts'

interface TreeRowProps {
  row: JsonRow
  index: number
  /** Pixels from the top of the list. */
  top: number
  isActive: boolean
  setActive(index: number): void
}

/** One value. A click maps it; on what holds others a click opens it. */
export const TreeRow = memo(function TreeRow({ row, index, top, isActive, setActive }: TreeRowProps) {
  const path = pathText(stepsOf(row))
  const isLit = useEditor(({ pointedAt }) => pointedAt !== null && pointedAt === path && path !== '')
  const canOpen = isContainer(row.value)
  const click = () => {
    setActive(index)
    if (canOpen) toggle(row)
    else mapValue(path)
  }
  const menu = (event: MouseEvent) => {
    event.preventDefault()
    event.stopPropagation()
    setActive(index)
    openMenu(row, new DOMRect(event.clientX, event.clientY, 0, 0))
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree takes the keys for all its lines
    <div
      role="treeitem"
      aria-level={row.depth + 1}
      aria-posinset={row.place}
      aria-setsize={row.siblings}
      aria-selected={isActive}
      {...(canOpen && { 'aria-expanded': row.isOpen })}
      tabIndex={isActive ? 0 : -1}
      data-index={index}
      data-lit={isLit || undefined}
      className={classes.line}
      style={{ transform: `translateY(${top}px)`, '--depth': row.depth } as React.CSSProperties}
      title={canOpen ? undefined : `Map ${path}`}
      onClick={click}
      onContextMenu={menu}
      onFocus={() => setActive(index)}
      onMouseEnter={() => pointAt(path)}
      onMouseLeave={() => pointAt(null)}
    >
      <span className={classes.guides} aria-hidden />
      <IconChevronRight
        className={`icon ${classes.chevron}`}
        data-open={row.isOpen || undefined}
        data-none={!canOpen || undefined}
        aria-hidden
      />
      <span className={classes.key} data-index-key={typeof row.key === 'number' || undefined} dir="auto">
        {row.key ?? 'All'}
      </span>
      <span className={classes.value} data-kind={kindOf(row.value)} dir="auto">
        {valueText(row.value)}
      </span>
      <button
        type="button"
        tabIndex={-1}
        className={classes.more}
        aria-label={`Map ${path || 'all'}…`}
        title="Map…"
        onClick={menu}
      >
        <IconDots className="icon" aria-hidden />
      </button>
    </div>
  )
})
