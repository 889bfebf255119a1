import { type KeyboardEvent, useState } from 'react'

const STEPS: Partial<Record<string, number>> = {
  ArrowDown: 1,
  j: 1,
  ArrowUp: -1,
  k: -1,
  PageDown: 10,
  PageUp: -10,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
}

export interface Roving {
  /** The one that Tab leads to. */
  current: string | null
  onKeyDown(event: KeyboardEvent): void
}

/**
 * Arrows, j, k, Page, Home and End move the focus through a list whose entries have the DOM id `open-<id>`.
 * @param show brings an entry that may not be drawn yet into sight
 */
export function useRoving(ids: readonly string[], openId: string | null, show: (index: number) => void): Roving {
  const [at, setAt] = useState<string | null>(null)
  const known = [at, openId].find((id) => id !== null && ids.includes(id))
  const current = known ?? ids[0] ?? null
  return {
    current,
    onKeyDown(event) {
      const step = STEPS[event.key]
      if (step === undefined || current === null || event.ctrlKey || event.metaKey || event.altKey) return
      const index = Math.max(0, Math.min(ids.length - 1, ids.indexOf(current) + step))
      const next = ids[index] ?? current
      event.preventDefault()
      setAt(next)
      show(index)
      requestAnimationFrame(() => document.getElementById(`open-${next}`)?.focus({ preventScroll: true }))
    },
  }
}
