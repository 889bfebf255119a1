import type { Dispatcher } from 'undici'
import { Problem } from '../../shared/errors.ts'
import { orAborted } from '../aborted.ts'
import type { StoredDelivery } from '../db/deliveries.ts'
import type { StoredSubscription } from '../db/subscriptions.ts'
import { retryAfterSeconds } from '../network/retry-after.ts'
import type { AttemptAnswer } from './attempts.ts'
import { signDelivery } from './sign.ts'

/** A target has this long to answer, milliseconds. */
const ANSWER_LIMIT_MS = 30_000

export interface AttemptOutcome extends AttemptAnswer {
  durationMs: number
  /** In plain words, where it was not a success. */
  error: string | null
}

/** The event that a delivery tells of; a test goes out as the event that its subscription is for. */
export const deliveredEvent = ({ event }: StoredDelivery, { event: subscribed }: StoredSubscription): string =>
  event.type === 'webhook.test' ? subscribed : event.type

/** The body of a delivery, the same on every attempt. */
export function deliveryBody(delivery: StoredDelivery, subscription: StoredSubscription): string {
  const { data, createdAt } = delivery.event
  const event = deliveredEvent(delivery, subscription)
  return JSON.stringify({ event, timestamp: new Date(createdAt).toISOString(), data })
}

export interface DeliverParts {
  /** The gate's way out for webhooks. */
  dispatcher: Dispatcher
  version: string
  now(): number
}

/** Makes one attempt at a delivery. Nothing that the target does makes it throw; only the signal does. */
export async function deliver(
  delivery: StoredDelivery,
  subscription: StoredSubscription,
  secret: string,
  parts: DeliverParts,
  signal: AbortSignal,
): Promise<AttemptOutcome> {
  const start = performance.now()
  const end = (outcome: Omit<AttemptOutcome, 'durationMs'>): AttemptOutcome => ({
    ...outcome,
    durationMs: Math.round(performance.now() - start),
  })
  const limit = AbortSignal.timeout(ANSWER_LIMIT_MS)
  try {
    const answer = await post(delivery, subscription, secret, parts, AbortSignal.any([signal, limit]))
    const { status } = answer
    const isSuccess = status !== null && status >= 200 && status < 300
    return end({ ...answer, error: isSuccess ? null : describe(status) })
  } catch (error) {
    signal.throwIfAborted()
    const message = limit.aborted
      ? `The target did not answer within ${ANSWER_LIMIT_MS / 1000} s`
      : error instanceof Problem
        ? error.message
        : 'The connection broke before the target answered'
    return end({ status: null, retryAfterSeconds: null, error: message })
  }
}

async function post(
  delivery: StoredDelivery,
  subscription: StoredSubscription,
  secret: string,
  { dispatcher, version, now }: DeliverParts,
  signal: AbortSignal,
): Promise<AttemptAnswer> {
  const url = new URL(subscription.targetUrl)
  const body = deliveryBody(delivery, subscription)
  // A redirect is answered to, not followed: the secret holder named this address and no other.
  const request = dispatcher.request({
    origin: url.origin,
    path: url.pathname + url.search,
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'user-agent': `Bindery/${version}`,
      'x-pictify-signature': signDelivery(body, secret, now()),
      'x-pictify-event': deliveredEvent(delivery, subscription),
      'x-pictify-delivery-id': delivery.id,
    },
    body,
    signal,
  })
  const response = await orAborted(request, signal, (late) => late.body.destroy())
  // What the target says is of no use; the connection is, where the rest is short.
  await response.body.dump({ limit: 64 * 1024, signal }).catch(() => {})
  const retryAfter = response.headers['retry-after']
  const wait = retryAfterSeconds(typeof retryAfter === 'string' ? retryAfter : null, now())
  return { status: response.statusCode, retryAfterSeconds: wait ?? null }
}

function describe(status: number | null): string {
  if (status !== null && status >= 300 && status < 400)
    return `The target answered ${status}: redirects are not followed`
  return `The target answered ${status}`
}
