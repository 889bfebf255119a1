import { useClock } from '../stores/clock.ts'
import { countdown, exactTime } from '../words/time.ts'

/** A time that is waited for, counted down when it is near; the exact one on hover. */
export function NextTime({ at, none }: { at: string | null; none: string }) {
  const words = useClock(({ now }) => (at === null ? none : countdown(at, now)))
  if (at === null) return <span className="faint">{words}</span>
  return (
    <time dateTime={at} title={exactTime(at)}>
      {words}
    </time>
  )
}
