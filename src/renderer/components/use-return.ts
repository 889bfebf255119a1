import { useEffect, useRef } from 'react'
import { goTo } from '../stores/route.ts'
import { useEscape } from './use-escape.ts'

/** Escape closes what is open beside a list, and the focus goes back to the entry `open-<id>` that it was opened from. */
export function useReturn(openId: string | null, listPath: () => string): void {
  const before = useRef(openId)
  useEffect(() => {
    const left = before.current
    before.current = openId
    if (openId === null && left !== null) document.getElementById(`open-${left}`)?.focus()
  }, [openId])
  useEscape(() => goTo(listPath()), openId !== null)
}
