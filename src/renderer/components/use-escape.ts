import { useEffect, useRef } from 'react'

/** Escape closes what the screen has open, once nothing lies above it that Escape closes first. */
export function useEscape(close: () => void, isOpen = true): void {
  const latest = useRef(close)
  latest.current = close
  useEffect(() => {
    if (!isOpen) return
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented && !wasCovered) latest.current()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [isOpen])
}

const LAYERS = '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]'

/** Whether something lies above the page: keys are for that alone. */
export const isCovered = (layers = LAYERS): boolean =>
  [...document.querySelectorAll(layers)].some((layer) => layer.checkVisibility())

/** Whether it is a dialog, which wants an answer before anything else. */
export const isInDialog = (): boolean => isCovered('[role="dialog"], [role="alertdialog"]')

/** Whether something lay above the page when a key was struck: Escape closes that first, and it is gone right after. */
let wasCovered = false
// Bound before any layer binds its own, so that it is asked first.
addEventListener('keydown', noteLayers, { capture: true })

function noteLayers({ key }: KeyboardEvent): void {
  if (key === 'Escape') wasCovered = isCovered()
}
