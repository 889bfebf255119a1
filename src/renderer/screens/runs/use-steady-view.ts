import { type RefObject, useLayoutEffect, useRef } from 'react'
import { useAllRuns } from '../../stores/all-runs.ts'

/** What comes on top moves what one reads by its own height; scrolled back by that, it stands still. */
export function useSteadyView(
  column: RefObject<HTMLElement | null>,
  list: RefObject<HTMLElement | null>,
  rowHeight: number,
): void {
  const runs = useAllRuns(({ runs }) => runs)
  const before = useRef(runs)
  useLayoutEffect(() => {
    const [was, scroller] = [before.current, column.current]
    before.current = runs
    if (was === runs || !scroller || !list.current) return
    const top = scroller.scrollTop - list.current.offsetTop
    const read = was[Math.floor(top / rowHeight)]
    if (top <= 0 || !read) return
    const shift = runs.findIndex(({ id }) => id === read.id) - was.indexOf(read)
    if (shift > 0) scroller.scrollTop += shift * rowHeight
  }, [runs, rowHeight, column, list])
}
