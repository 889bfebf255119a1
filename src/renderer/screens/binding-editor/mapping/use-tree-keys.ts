import type { Virtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type RefObject, useLayoutEffect, useRef } from 'react'
import { isContainer, type JsonRow, stepsOf } from './json-rows.ts'
import { mapValue } from './map-value.ts'
import { openMenu } from './node-menu-store.ts'
import { pathText } from './path-text.ts'
import { toggle } from './toggle.ts'

interface TreeKeys {
  rows: readonly JsonRow[]
  active: number
  setActive(index: number): void
  list: Virtualizer<HTMLDivElement, Element>
  scroller: RefObject<HTMLDivElement | null>
}

/** How long letters add up to one word that is looked for, in milliseconds. */
const WORD_MS = 700
const PAGE = 12

/** The keys of a tree (ARIA): arrows, Home, End, letters; Enter maps, Space opens. */
export function useTreeKeys({ rows, active, setActive, list, scroller }: TreeKeys) {
  const typed = useRef({ word: '', at: 0 })
  const wanted = useRef<number | null>(null)
  const lineAt = (index: number) => scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)
  const goTo = (index: number) => {
    const next = Math.max(0, Math.min(index, rows.length - 1))
    list.scrollToIndex(next)
    if (next === active) return lineAt(next)?.focus()
    wanted.current = next
    setActive(next)
  }
  // The line that is gone to may have to be drawn first; the key after this one is meant for it already.
  useLayoutEffect(() => {
    if (wanted.current !== active) return
    wanted.current = null
    lineAt(active)?.focus({ preventScroll: true })
  })
  const findWord = (letter: string, now: number) => {
    const word = now - typed.current.at < WORD_MS ? typed.current.word + letter : letter
    typed.current = { word, at: now }
    const start = word.length === 1 ? active + 1 : active
    const order = [...rows.keys()].map((each) => (each + start) % rows.length)
    const found = order.find((each) =>
      String(rows[each]?.key ?? '')
        .toLowerCase()
        .startsWith(word),
    )
    if (found !== undefined) goTo(found)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const row = rows[active]
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return
    const done = onKey(event, row)
    if (!done) return
    event.preventDefault()
    event.stopPropagation()
  }
  const onKey = ({ key, timeStamp, shiftKey }: KeyboardEvent<HTMLElement>, row: JsonRow): boolean => {
    const canOpen = isContainer(row.value)
    switch (key) {
      case 'ArrowDown':
        goTo(active + 1)
        return true
      case 'ArrowUp':
        goTo(active - 1)
        return true
      case 'PageDown':
        goTo(active + PAGE)
        return true
      case 'PageUp':
        goTo(active - PAGE)
        return true
      case 'Home':
        goTo(0)
        return true
      case 'End':
        goTo(rows.length - 1)
        return true
      case 'ArrowRight':
        if (canOpen && !row.isOpen) toggle(row)
        else if (canOpen) goTo(active + 1)
        return true
      case 'ArrowLeft':
        if (canOpen && row.isOpen) toggle(row)
        else if (row.parent) goTo(rows.indexOf(row.parent))
        return true
      case ' ':
        if (canOpen) toggle(row)
        return true
      case 'Enter':
        mapValue(pathText(stepsOf(row)))
        return true
      case 'ContextMenu':
      case 'F10': {
        if (key === 'F10' && !shiftKey) return false
        const line = lineAt(active)
        if (line) openMenu(row, line.getBoundingClientRect())
        return true
      }
      default:
        if (key.length !== 1) return false
        findWord(key.toLowerCase(), timeStamp)
        return true
    }
  }
  return { onKeyDown, goTo }
}
