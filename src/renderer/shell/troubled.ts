import { useBindings } from '../stores/bindings.ts'
import { useClock } from '../stores/clock.ts'
import { healthOf, needsAttention } from '../words/health.ts'

/** How many bindings want attention. */
export function useTroubled(): number {
  const byUid = useBindings(({ byUid }) => byUid)
  return useClock(({ now }) => Object.values(byUid).filter((each) => needsAttention(healthOf(each, false, now))).length)
}
