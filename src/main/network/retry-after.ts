/** Longest wait that another server may ask for. */
export const LONGEST_RETRY_AFTER_MS = 24 * 3_600_000

/** Retry-After in whole seconds from `now` (milliseconds since the epoch), at most a day; undefined if not to be read. */
export function retryAfterSeconds(header: string | null, now: number): number | undefined {
  const text = header?.trim() ?? ''
  // An HTTP-date begins with the name of a day (RFC 9110, section 5.6.7); Date.parse alone would take much more for one.
  const isDate = /^(mon|tue|wed|thu|fri|sat|sun)/i.test(text)
  const seconds = /^\d+$/.test(text) ? Number(text) : isDate ? Math.ceil((Date.parse(text) - now) / 1000) : Number.NaN
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(seconds, 0), LONGEST_RETRY_AFTER_MS / 1000)
}
