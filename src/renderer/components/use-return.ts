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
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [openId])
}

/** Whether something lies above the page, which Escape closes first. */
const isInLayer = (): boolean => document.querySelector('[role="dialog"], [role="listbox"], [role="menu"]') !== null
