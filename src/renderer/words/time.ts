/** Times and spans in words. All instants are ISO 8601 text, `now` is epoch milliseconds. */

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Below this a time is "just now": a figure that changes every second draws the eye for nothing. */
const JUST_NOW = 10 * SECOND

/** A rough span, in its largest unit: "40 s", "12 min", "3 h", "5 days". */
export function roughSpan(ms: number): string {
  if (ms < MINUTE) return `${Math.max(10, Math.floor(ms / (10 * SECOND)) * 10)} s`
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`
  if (ms < 2 * DAY) return `${Math.floor(ms / HOUR)} h`
  return `${Math.floor(ms / DAY)} days`
}

/** The desk's clock is behind by so much: what has just happened is not to come. */
const TICK = SECOND

/** "just now", "12 min ago", "in 4 min". */
export function relativeTime(at: string, now: number): string {
  const ahead = Date.parse(at) - now
  if (ahead > TICK) return ahead < JUST_NOW ? 'in a moment' : `in ${roughSpan(ahead)}`
  return -ahead < JUST_NOW ? 'just now' : `${roughSpan(-ahead)} ago`
}

/** Nearer than this a time that is waited for is counted down. */
const NEAR = 10 * MINUTE

/** What is waited for: "in 4:05" when it is near, "in 3 h" when not, "now" when it is due. */
export function countdown(at: string, now: number): string {
  const ahead = Date.parse(at) - now
  if (ahead <= 0) return 'now'
  if (ahead >= NEAR) return `in ${roughSpan(ahead)}`
  const seconds = Math.ceil(ahead / SECOND)
  return `in ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

const exactFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })

/** The instant to the second, in the reader's own time zone and language. */
export const exactTime = (at: string): string => exactFormat.format(new Date(at))

const clockFormat = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })
export const clockTime = (now: number): string => clockFormat.format(now)

const weekdayFormat = new Intl.DateTimeFormat(undefined, { weekday: 'short', hour: 'numeric', minute: '2-digit' })
const dayFormat = new Intl.DateTimeFormat(undefined, {
  month: 'short',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
})

/** A time that is planned, told from others of its plan: by its weekday beyond a day, by its date beyond a week. Epoch milliseconds. */
export function plannedTime(at: number, now: number): string {
  const ahead = at - now
  if (ahead < DAY) return clockFormat.format(at)
  return (ahead < 6 * DAY ? weekdayFormat : dayFormat).format(at)
}

/** A measured span with its unit: "0.4 ms" is "< 1 ms", "38 ms", "1.3 s", "2 min 5 s". */
export function duration(ms: number): string {
  if (ms < 1) return '< 1 ms'
  // What rounds up to the next unit is told in that one.
  if (Math.round(ms) < SECOND) return `${Math.round(ms)} ms`
  if (ms < MINUTE - 50) return `${(ms / SECOND).toFixed(1)} s`
  const seconds = Math.round(ms / SECOND)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** How often: "every 5 min", "every hour", "every 1 h 30 min", "every 7 days". */
export function interval(seconds: number): string {
  const units: [number, string, string][] = [
    [86_400, 'day', 'days'],
    [3600, 'hour', 'h'],
    [60, 'minute', 'min'],
    [1, 'second', 's'],
  ]
  const whole = units.find(([size]) => seconds % size === 0 && seconds >= size)
  if (whole?.[0] === seconds) return `every ${whole[1]}`
  let rest = seconds
  const parts = units.flatMap(([size, , many]) => {
    const count = Math.floor(rest / size)
    rest -= count * size
    return count > 0 ? [`${count} ${count === 1 && many === 'days' ? 'day' : many}`] : []
  })
  return `every ${parts.join(' ')}`
}

export function bytes(count: number): string {
  if (count < 1000) return `${count} B`
  if (count < 999_950) return `${(count / 1000).toFixed(1)} kB`
  return count < 999_950_000 ? `${(count / 1_000_000).toFixed(1)} MB` : `${(count / 1_000_000_000).toFixed(1)} GB`
}
