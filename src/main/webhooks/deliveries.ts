import type { News } from '../../shared/events.ts'
import type { DeliveryRepository, StoredDelivery } from '../db/deliveries.ts'
import type { SubscriptionRepository } from '../db/subscriptions.ts'
import type { Secrets } from '../secrets.ts'
import { afterAttempt } from './attempts.ts'
import { type AttemptOutcome, type DeliverParts, deliver } from './deliver.ts'

/** Attempts at a time at one subscription: a slow target holds up only its own. */
const EACH = 2
/** Longest sleep: a machine that slept wakes to its due deliveries this soon. */
const LONGEST_SLEEP_MS = 5_000

export interface DeliveriesParts extends Omit<DeliverParts, 'dispatcher'> {
  deliveries: DeliveryRepository
  subscriptions: SubscriptionRepository
  secrets: Secrets
  dispatcher: DeliverParts['dispatcher']
  tell(news: News): void
  onFault(error: unknown): void
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
  const stopping = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let round: Promise<void> = Promise.resolve()
  let isPoked = false

  async function attempt(id: string, isTest: boolean): Promise<void> {
    const delivery = await deliveries.find(id)
    const subscription = delivery && (await subscriptions.find(delivery.subscriptionUid))
    if (!delivery || !subscription) return
    const secret = parts.secrets.unseal(subscription.sealedSecret, subscription.uid)
    const at = now()
    const outcome = secret === null ? NO_SECRET : await deliver(delivery, subscription, secret, parts, stopping.signal)
    const next = isTest ? onlyAttempt(outcome) : afterAttempt(outcome, delivery.attempts + 1, now())
    await deliveries.recordAttempt(id, { at, ...pick(outcome) }, next)
    parts.tell({ type: 'delivery.attempted', data: { subscriptionId: subscription.uid, deliveryId: id } })
  }

  function send(id: string, subscriptionUid: string): void {
    const done = attempt(id, false)
      .catch((error) => {
        if (!stopping.signal.aborted) parts.onFault(error)
      })
      .finally(() => {
        onTheWay.delete(id)
        poke()
      })
    onTheWay.set(id, { subscriptionUid, done })
  }

  async function takeDue(): Promise<number> {
    const busy = new Map<string, number>()
    for (const { subscriptionUid } of onTheWay.values()) busy.set(subscriptionUid, (busy.get(subscriptionUid) ?? 0) + 1)
    for (const { id, subscriptionUid } of await deliveries.due(now(), EACH)) {
      const count = busy.get(subscriptionUid) ?? 0
      if (onTheWay.has(id) || count >= EACH) continue
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

/** A test is tried once; what comes of it is its answer. */
function onlyAttempt({ error }: AttemptOutcome): { status: StoredDelivery['status']; nextAttemptAt: null; stop: null } {
  return { status: error === null ? 'delivered' : 'failed', nextAttemptAt: null, stop: null }
}
