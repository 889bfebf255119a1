import { type RefObject, useLayoutEffect } from 'react'

/** How far each way of looking at the list was scrolled when it was left, in pixels. */
const places = new Map<'table' | 'grid', number>()

/** Leaves the list where it was when one comes back to it. @param isLaidOut whether it is as high as it will be */
export function useKeptPlace(
  view: 'table' | 'grid',
  scroller: RefObject<HTMLElement | null>,
  isLaidOut: boolean,
): void {
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element || !isLaidOut) return
    element.scrollTop = places.get(view) ?? 0
    const keep = () => void places.set(view, element.scrollTop)
    element.addEventListener('scroll', keep, { passive: true })
    return () => element.removeEventListener('scroll', keep)
  }, [view, scroller, isLaidOut])
}
