import { type RefObject, useEffect } from 'react'
import { selectRange, toggleSelected } from '../../stores/binding-list.ts'
import { listed } from './listed.ts'
import { closeMenu, openMenuAt } from './open-menu.ts'

/** Clicks that mean more than to open: with Shift or Ctrl they select, with the other button they open the menu. */
export function useListClicks(space: RefObject<HTMLElement | null>, scroller: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const leaving = new AbortController()
    const { signal } = leaving
    const onClick = (event: MouseEvent) => {
      const uid = uidOf(event.target)
      const isSelecting = event.shiftKey || event.ctrlKey || event.metaKey
      if (uid === null || !isSelecting || isControl(event.target)) return
      event.preventDefault()
      if (event.shiftKey) selectRange(uid, listed())
      else toggleSelected(uid)
    }
    const onContextMenu = (event: MouseEvent) => {
      const uid = uidOf(event.target)
      if (uid === null) return
      event.preventDefault()
      openMenuAt(uid, event.clientX, event.clientY)
    }
    space.current?.addEventListener('click', onClick, { signal })
    space.current?.addEventListener('contextmenu', onContextMenu, { signal })
    // The menu would stay behind its row.
    for (const type of ['wheel', 'touchmove'] as const) {
      scroller.current?.addEventListener(type, closeMenu, { signal, passive: true })
    }
    return () => leaving.abort()
  }, [space, scroller])
}

const uidOf = (target: EventTarget | null): string | null =>
  target instanceof Element ? (target.closest<HTMLElement>('[data-uid]')?.dataset.uid ?? null) : null

const isControl = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('button, label') !== null
