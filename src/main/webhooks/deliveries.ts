import type { AttemptResult, DeliveryRepository, StoredDelivery } from '../db/deliveries.ts'
import type { SubscriptionRepository } from '../db/subscriptions.ts'
import { createHolds } from '../holds.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { watchClock } from '../upkeep/clock-watch.ts'
import { afterAttempt, type DeliveryResult } from './attempts.ts'
import { type AttemptOutcome, type DeliverParts, deliver, deliveredEvent } from './deliver.ts'

/** Attempts at a time at one subscription: a slow target holds up only its own. */
const EACH = 2
/** Longest sleep: a machine that slept or whose clock was set wakes to its due deliveries this soon (5 s are promised). */
const LONGEST_SLEEP_MS = 2_000
/** A delivery whose attempt could not be recorded is left alone for this long, or a full disk would send it without end. */
const HOLD_MS = 30_000

/** One attempt at a delivery, as it was stored. */
export interface TriedDelivery {
  result: DeliveryResult
  delivery: string
  subscription: string
  event: string
  /** Counted from 1. */
  attempt: number
  /** HTTP status, or null where there was no answer. */
  status: number | null
  durationMs: number
  error: string | null
}

export interface DeliveriesParts extends DeliverParts {
  deliveries: DeliveryRepository
  subscriptions: SubscriptionRepository
  secrets: Secrets
  /** A clock that never jumps, milliseconds. */
  monotonic(): number
  onFault(error: unknown): void
  /** Told of each attempt once it is stored. */
  onTried(tried: TriedDelivery): void
}

export interface Deliveries {
  start(): void
  /** Something may have become due: look again. */
  poke(): void
  /** Makes the one attempt at a test delivery. */
  attemptTest(id: string): Promise<void>
  /** Abandons what is on its way: it is due still, and is sent at the next start. */
  stop(): Promise<void>
}

/** Sends what is due. Nothing is kept here: a delivery is due until the row of its success is stored (at least once). */
export function createDeliveries(parts: DeliveriesParts): Deliveries {
  const { deliveries, subscriptions, now } = parts
  const onTheWay = new Map<string, { subscriptionUid: string; done: Promise<void> }>()
  const held = createHolds(HOLD_MS, parts.monotonic)
  const stopping = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let round: Promise<void> = Promise.resolve()
  let isPoked = false
  let isMended = false
  /** Attempts that were recorded since the last look at the clock. */
  const recordedSince = new Set<string>()
  const clockJump = watchClock(now, parts.monotonic)

  async function attempt(id: string, isTest: boolean): Promise<void> {
    const delivery = await deliveries.find(id)
    const subscription = delivery && (await subscriptions.find(delivery.subscriptionUid))
    if (!delivery || !subscription) return
    const secret = parts.secrets.unseal(subscription.sealedSecret, subscription.uid)
    const at = now()
    const outcome = secret === null ? NO_SECRET : await deliver(delivery, subscription, secret, parts, stopping.signal)
    const next = isTest ? onlyAttempt(outcome) : afterAttempt(outcome, delivery.attempts + 1, now())
    // Where the clock was set back meanwhile, what is to come is reckoned from the new time.
    recordedSince.add(id)
    await deliveries.recordAttempt(id, { at: Math.min(at, now()), ...pick(outcome) }, next)
    parts.onTried({
      result: resultOf(next, isTest),
      delivery: id,
      subscription: subscription.uid,
      event: deliveredEvent(delivery, subscription),
      attempt: delivery.attempts + 1,
      ...pick(outcome),
    })
  }

  function send(id: string, subscriptionUid: string): void {
    const done = attempt(id, false)
      .catch((error) => {
        held.hold(id)
        if (!stopping.signal.aborted) parts.onFault(error)
      })
      .finally(() => {
        onTheWay.delete(id)
        poke()
      })
    onTheWay.set(id, { subscriptionUid, done })
  }

  /** Waits go on as they would have where the clock is set back; where it goes ahead, what is past is due. */
  async function followClock(): Promise<void> {
    const by = clockJump()
    const recorded = [...recordedSince]
    recordedSince.clear()
    if (!isMended) await deliveries.mendAttempts(now())
    else if (by < 0) await deliveries.moveAttempts(by, recorded)
    isMended = true
  }

  async function takeDue(): Promise<number> {
    const busy = new Map<string, number>()
    for (const { subscriptionUid } of onTheWay.values()) busy.set(subscriptionUid, (busy.get(subscriptionUid) ?? 0) + 1)
    for (const { id, subscriptionUid } of await deliveries.due(now(), EACH)) {
      const count = busy.get(subscriptionUid) ?? 0
      if (onTheWay.has(id) || held.has(id) || count >= EACH) continue
      busy.set(subscriptionUid, count + 1)
      send(id, subscriptionUid)
    }
    const next = await deliveries.nextDue(now())
    return next === null ? LONGEST_SLEEP_MS : Math.min(LONGEST_SLEEP_MS, Math.max(0, next - now()))
  }

  async function look(): Promise<void> {
    isPoked = false
    let sleep = LONGEST_SLEEP_MS
    try {
      await followClock()
      sleep = await takeDue()
    } catch (error) {
      if (!stopping.signal.aborted) parts.onFault(error)
    }
    if (!stopping.signal.aborted) wakeIn(isPoked ? 0 : sleep)
  }

  function wakeIn(ms: number): void {
    clearTimeout(timer)
    timer = setTimeout(() => {
      round = round.then(look)
    }, ms)
  }

  function poke(): void {
    isPoked = true
    if (!stopping.signal.aborted) wakeIn(0)
  }

  return {
    start: () => wakeIn(0),
    poke,
    attemptTest: (id) => attempt(id, true),
    async stop() {
      stopping.abort(new Error('Bindery is shutting down'))
      clearTimeout(timer)
      await round
      await Promise.all([...onTheWay.values()].map(({ done }) => done))
    },
  }
}

const NO_SECRET: AttemptOutcome = {
  status: null,
  retryAfterSeconds: null,
  durationMs: 0,
  error: 'The signing secret of this subscription cannot be read; make the subscription anew',
}

const pick = ({ status, durationMs, error }: AttemptOutcome) => ({ status, durationMs, error })

function resultOf({ status, stop }: AttemptResult, isTest: boolean): DeliveryResult {
  if (isTest) return status === 'delivered' ? 'test_delivered' : 'test_failed'
  if (status === 'delivered') return 'delivered'
  return stop === null ? 'retried' : 'stopped'
}

/** A test is tried once; what comes of it is its answer. */
function onlyAttempt({ error }: AttemptOutcome): { status: StoredDelivery['status']; nextAttemptAt: null; stop: null } {
  return { status: error === null ? 'delivered' : 'failed', nextAttemptAt: null, stop: null }
}
