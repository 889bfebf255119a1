import { parseHttpDate } from '../http-date.ts'
import { retryAfterSeconds } from '../network/retry-after.ts'
import { HostedFault } from './hosted.ts'
import type { HostedAnswer } from './hosted-exchange.ts'

/** Longest wait within a call, in milliseconds: whoever is to wait longer is told, and decides. */
export const MAX_WAIT_MS = 60_000
/** Where the other side says that it is too much and not how long to wait: doubled each time it says so again. */
const FIRST_WAIT_MS = 1_000

export interface PaceParts {
  host: string
  /** Wall clock, epoch milliseconds. */
  now(): number
  /** A clock that never jumps, milliseconds. */
  monotonic(): number
  wait(ms: number, signal: AbortSignal): Promise<unknown>
}

/** Keeps calls within the rate limit that the other side tells of (`X-RateLimit-*`, `Retry-After`). */
export interface Pace {
  /**
   * Waits until a call may go.
   * @throws {HostedFault} `rate_limited` where that takes longer than a call should
   */
  turn(signal: AbortSignal): Promise<void>
  /** Takes in what an answer says; for a 429 and a 503, how long it asks to wait, in milliseconds. */
  note(answer: HostedAnswer): number | null
}

export function createPace({ host, now, monotonic, wait }: PaceParts): Pace {
  /** By the monotonic clock. */
  let notBefore = 0
  /** Calls that are left until `windowEnd`; null where nothing was said. */
  let left: number | null = null
  let windowEnd = 0
  let refusals = 0

  function waitNeeded(): number {
    const at = monotonic()
    if (left !== null && at >= windowEnd) left = null
    return Math.max(0, notBefore - at, left === 0 ? windowEnd - at : 0)
  }

  /** How long it is to the end of the window: a time by the other side's own clock, or seconds from now. */
  function untilReset(headers: HostedAnswer['headers']): number | null {
    const text = headers['x-ratelimit-reset'] ?? ''
    if (!/^\d+(\.\d+)?$/.test(text)) return null
    const value = Number(text)
    if (value < 1e9) return value * 1000
    const theirNow = parseHttpDate(headers.date ?? '')
    const end = value < 1e12 ? value * 1000 : value
    return Math.max(0, end - (Number.isNaN(theirNow) ? now() : theirNow))
  }

  function noteWindow(headers: HostedAnswer['headers']): void {
    const remaining = headers['x-ratelimit-remaining'] ?? ''
    const reset = untilReset(headers)
    if (!/^\d+$/.test(remaining) || reset === null) return
    const end = monotonic() + reset
    // Answers overtake each other: within one window the lowest number is the newest.
    const isSameWindow = left !== null && Math.abs(end - windowEnd) < 2_000
    left = isSameWindow ? Math.min(left ?? 0, Number(remaining)) : Number(remaining)
    windowEnd = end
  }

  return {
    async turn(signal) {
      signal.throwIfAborted()
      for (let ms = waitNeeded(); ms > 0; ms = waitNeeded()) {
        if (ms > MAX_WAIT_MS) throw tooLong(host, ms)
        await wait(ms, signal)
      }
      if (left !== null) left--
    },
    note({ status, headers }) {
      noteWindow(headers)
      const seconds = retryAfterSeconds(headers['retry-after'] ?? null, now())
      const told = seconds === undefined ? null : seconds * 1000
      if (status !== 429) {
        refusals = 0
        return status === 503 ? told : null
      }
      const asked = told ?? untilReset(headers) ?? Math.min(FIRST_WAIT_MS * 2 ** refusals, MAX_WAIT_MS)
      refusals++
      notBefore = Math.max(notBefore, monotonic() + asked)
      return asked
    },
  }
}

function tooLong(host: string, ms: number): HostedFault {
  const message = `${host} takes no more requests for the next ${Math.ceil(ms / 1000)} s.`
  return new HostedFault('rate_limited', message, { retryAfterMs: ms })
}
