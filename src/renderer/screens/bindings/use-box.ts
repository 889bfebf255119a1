import { type RefObject, useLayoutEffect, useState } from 'react'

interface Box {
  width: number
  height: number
  /** From the top of what it lies in. */
  top: number
}

/** The size and place of an element, in pixels, as they change. @param also what its place hangs on */
export function useBox(element: RefObject<HTMLElement | null>, also?: RefObject<HTMLElement | null>): Box {
  const [box, setBox] = useState<Box>({ width: 0, height: 0, top: 0 })
  useLayoutEffect(() => {
    const measured = element.current
    if (!measured) return
    const measure = () => {
      const { clientWidth: width, offsetHeight: height, offsetTop: top } = measured
      setBox((was) => (was.width === width && was.height === height && was.top === top ? was : { width, height, top }))
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(measured)
    if (also?.current) observer.observe(also.current)
    return () => observer.disconnect()
  }, [element, also])
  return box
}
