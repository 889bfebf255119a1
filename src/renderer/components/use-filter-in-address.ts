import { useEffect, useRef } from 'react'
import { goInstead } from '../stores/route.ts'

interface FilterInAddress<T> {
  /** What the address names; null where it names nothing. */
  named: T | null
  chosen: T | null
  choose(value: T): void
  pathOf(chosen: T | null): string
  /** Whether the address is the list's own. That of an object beside it names no filter, and leaves the list as it was. */
  isList: boolean
}

/** Keeps what a list is narrowed down by in its address too, for links and bookmarks; an address that comes chooses it. */
export function useFilterInAddress<T>({ named, chosen, choose, pathOf, isList }: FilterInAddress<T>): void {
  const before = useRef<T | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is done about it is the same at every drawing
  useEffect(() => {
    const isNew = named !== null && named !== before.current
    before.current = named
    if (isNew) choose(named)
    else if (isList && named !== chosen) goInstead(pathOf(chosen))
  }, [named, chosen, isList])
}
