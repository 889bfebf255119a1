const STEPS: [limitMs: number, unitMs: number, unit: Intl.RelativeTimeFormatUnit][] = [
  [90_000, 1000, 'second'],
  [90 * 60_000, 60_000, 'minute'],
  [48 * 3_600_000, 3_600_000, 'hour'],
  [Number.POSITIVE_INFINITY, 24 * 3_600_000, 'day'],
]

/** How long ago a time was, roughly: `11 hours ago`. Epoch milliseconds. */
export function ago(at: number, now: number): string {
  const [, unitMs, unit] = STEPS.find(([limit]) => Math.abs(now - at) < limit) ?? STEPS[3] ?? [0, 1, 'second']
  return new Intl.RelativeTimeFormat('en', { numeric: 'always' }).format(Math.round((at - now) / unitMs), unit)
}

/** A time as this machine's owner reads it, with how long ago it was: `22 Nov 2026, 03:00, 11 hours ago`. */
export function whenAndAgo(at: number, now: number): string {
  const when = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' }).format(at)
  return `${when}, ${ago(at, now)}`
}

/** A time for the name of a file, in UTC and to the second: `2026-11-22T03-00-00Z`. */
export const fileStamp = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replaceAll(':', '-')}Z`

/** The time of such a stamp, or null where it is none. */
export function parseFileStamp(text: string): number | null {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z$/.exec(text)
  const at = match ? Date.parse(`${match[1]}T${match[2]}:${match[3]}:${match[4]}Z`) : Number.NaN
  return Number.isNaN(at) ? null : at
}
