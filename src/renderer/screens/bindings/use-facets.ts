import { useMemo } from 'react'
import { useBindings } from '../../stores/bindings.ts'
import { useClock } from '../../stores/clock.ts'
import { remembered } from '../../stores/remembered.ts'
import { countFacets, type Facets } from './facets.ts'

/** Health changes with time alone; the counts follow it in steps of this, in milliseconds. */
const STEP_MS = 10_000

/** The counts beside the filters. They are compared as text, so that only what reads differently is drawn. */
export function useFacets(): Facets {
  const step = useClock(({ now }) => Math.floor(now / STEP_MS))
  const count = useMemo(
    () => remembered(({ byUid }) => JSON.stringify(countFacets(Object.values(byUid), step * STEP_MS))),
    [step],
  )
  const text = useBindings(count)
  return useMemo(() => JSON.parse(text) as Facets, [text])
}
