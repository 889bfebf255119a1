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
      if (event.key === 'Escape' && !event.defaultPrevented && !isInLayer()) goTo(back.current())
    }
    // Before the layer hears of it, which would be gone by the time that one asks for it.
    addEventListener('keydown', onKey, { capture: true })
    return () => removeEventListener('keydown', onKey, { capture: true })
  }, [openId])
}

/** Whether something lies above the page, which Escape closes first. */
const isInLayer = (): boolean =>
  [...document.querySelectorAll('[role="dialog"], [role="listbox"], [role="menu"]')].some((layer) =>
    layer.checkVisibility(),
  )
