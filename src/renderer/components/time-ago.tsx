import { useClock } from '../stores/clock.ts'
import { exactTime, relativeTime } from '../words/time.ts'

/** A time as it is felt; the exact one on hover. */
export function TimeAgo({ at, none = 'never' }: { at: string | null; none?: string }) {
  const words = useClock(({ now }) => (at === null ? none : relativeTime(at, now)))
  if (at === null) return <span className="faint">{words}</span>
  return (
    <time dateTime={at} title={exactTime(at)}>
      {words}
    </time>
  )
}
