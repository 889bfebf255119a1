import { useMemo } from 'react'
import { type BindingsState, useBindings } from '../stores/bindings.ts'
import { useClock } from '../stores/clock.ts'
import { remembered } from '../stores/remembered.ts'
import { healthOf, needsAttention } from '../words/health.ts'

/** Health changes with time alone; the count follows it in steps of this, in milliseconds. */
const STEP_MS = 10_000

/** How many bindings want attention. */
export function useTroubled(): number {
  const step = useClock(({ now }) => Math.ceil(now / STEP_MS))
  const count = useMemo(
    () =>
      remembered(({ byUid }: BindingsState) => {
        const isTroubled = (uid: string) => {
          const binding = byUid[uid]
          return binding !== undefined && needsAttention(healthOf(binding, false, step * STEP_MS))
        }
        return Object.keys(byUid).filter(isTroubled).length
      }),
    [step],
  )
  return useBindings(count)
}
