import type { RefreshPolicy } from '../../../../shared/binding.ts'

/** When a policy asks next, epoch milliseconds; empty for those that wait for somebody. */
export function nextTimes(
  { type, ttlSeconds }: RefreshPolicy,
  now: number,
  nextAt: number | null,
  count = 5,
): number[] {
  if (type === 'webhook' || type === 'manual') return []
  const first = nextAt !== null && nextAt > now ? nextAt : now + ttlSeconds * 1000
  return Array.from({ length: count }, (_, at) => first + at * ttlSeconds * 1000)
}
