import type { AttemptResult } from '../db/deliveries.ts'
import { LONGEST_RETRY_AFTER_MS } from '../network/retry-after.ts'

/** What came of one attempt, in a word. */
export const DELIVERY_RESULTS = ['delivered', 'retried', 'stopped', 'test_delivered', 'test_failed'] as const
export type DeliveryResult = (typeof DELIVERY_RESULTS)[number]

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** Waits between the six attempts at one delivery, milliseconds. */
export const ATTEMPT_WAITS_MS = [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 24 * HOUR] as const
const MAX_ATTEMPTS = ATTEMPT_WAITS_MS.length + 1
const GONE = 410

/** What a target made of one attempt. */
export interface AttemptAnswer {
  /** HTTP status, or null where there was no answer. */
  status: number | null
  retryAfterSeconds: number | null
}

/**
 * What becomes of a delivery after its `attempts`-th attempt at `now`: 2xx is success, 410 stops the subscription at
 * once, all else is tried again until the sixth attempt, which stops it too. What is stopped waits to be resumed.
 */
export function afterAttempt(answer: AttemptAnswer, attempts: number, now: number): AttemptResult {
  const { status } = answer
  if (status !== null && status >= 200 && status < 300) return { status: 'delivered', nextAttemptAt: null, stop: null }
  if (status === GONE) return stopped(now, 'The target answered 410: it is gone')
  const wait = ATTEMPT_WAITS_MS[attempts - 1]
  if (wait === undefined) return stopped(now, `${MAX_ATTEMPTS} attempts at one delivery failed`)
  const asked = Math.min((answer.retryAfterSeconds ?? 0) * SECOND, LONGEST_RETRY_AFTER_MS)
  return { status: 'pending', nextAttemptAt: now + Math.max(wait, asked), stop: null }
}

const stopped = (now: number, stop: string): AttemptResult => ({ status: 'pending', nextAttemptAt: now, stop })
