import { useEffect, useRef } from 'react'
import { goTo } from '../stores/route.ts'

/** Escape closes what is open beside a list, and the focus goes back to the entry `open-<id>` that it was opened from. */
export function useReturn(openId: string | null, listPath: () => string): void {
  const before = useRef(openId)
  const back = useRef(listPath)
  back.current = listPath
  useEffect(() => {
    const left = before.current
    before.current = openId
    if (openId === null && left !== null) document.getElementById(`open-${left}`)?.focus()
    if (openId === null) return
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented && !wasCovered) goTo(back.current())
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [openId])
}

const LAYERS = '[role="dialog"], [role="menu"], [role="listbox"]'

/** Whether something lay above the page when a key was struck: Escape closes that first, and it is gone right after. */
let wasCovered = false
// Bound before any layer binds its own, so that it is asked first.
addEventListener('keydown', noteLayers, { capture: true })

function noteLayers({ key }: KeyboardEvent): void {
  if (key === 'Escape') wasCovered = [...document.querySelectorAll(LAYERS)].some((layer) => layer.checkVisibility())
}
