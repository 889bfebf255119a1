import { parseHttpDate } from '../http-date.ts'

/** Longest wait that another server may ask for. */
export const LONGEST_RETRY_AFTER_MS = 24 * 3_600_000

/** Retry-After in whole seconds from `now` (milliseconds since the epoch), at most a day; undefined if not to be read. */
export function retryAfterSeconds(header: string | null, now: number): number | undefined {
  const text = header?.trim() ?? ''
  const seconds = /^\d+$/.test(text) ? Number(text) : Math.ceil((parseHttpDate(text) - now) / 1000)
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(seconds, 0), LONGEST_RETRY_AFTER_MS / 1000)
}
