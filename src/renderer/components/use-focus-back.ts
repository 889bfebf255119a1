import { useEffect, useRef } from 'react'

/** When what is open beside a list is closed, the focus goes back to the entry `open-<id>` that it was opened from. */
export function useFocusBack(openId: string | null): void {
  const before = useRef(openId)
  useEffect(() => {
    const left = before.current
    before.current = openId
    if (openId === null && left !== null) document.getElementById(`open-${left}`)?.focus()
  }, [openId])
}
