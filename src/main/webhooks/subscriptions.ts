import { Problem } from '../../shared/errors.ts'
import type { PageWindow } from '../../shared/pagination.ts'
import type { Delivery, Subscription, SubscriptionCreate, SubscriptionUpdate } from '../../shared/subscription.ts'
import type { DeliveryRepository, StoredDelivery } from '../db/deliveries.ts'
import type { StoredSubscription, SubscriptionRepository } from '../db/subscriptions.ts'
import { newDeliveryId, newEventId, newSubscriptionUid, randomToken } from '../ids.ts'
import type { Gate } from '../network/gate.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { deliveryBody } from './deliver.ts'
import type { Deliveries } from './deliveries.ts'
import { sampleEvent } from './sample-event.ts'

export interface SubscriptionsParts {
  subscriptions: SubscriptionRepository
  deliveries: DeliveryRepository
  sender: Deliveries
  secrets: Secrets
  gate: Gate
  /** Where the farm is reached when nobody asks, for the URLs in a sample. */
  baseUrl(): string
  now(): number
}

export type Subscriptions = ReturnType<typeof createSubscriptions>

/** How long a look at a target's address may take before it is left for the first delivery to find out. */
const JUDGE_LIMIT_MS = 3_000

/** What people and programs do with outgoing webhooks. */
export function createSubscriptions(parts: SubscriptionsParts) {
  const { subscriptions, deliveries, sender, secrets, now } = parts

  async function find(uid: string): Promise<StoredSubscription> {
    const subscription = await subscriptions.find(uid)
    if (!subscription) throw noSubscription(uid)
    return subscription
  }

  /** Leaves all else as it is by then: a delivery may have stopped it meanwhile. */
  async function edit(uid: string, change: Partial<StoredSubscription>): Promise<StoredSubscription> {
    const changed = await subscriptions.update(uid, { ...change, updatedAt: now() })
    if (!changed) throw noSubscription(uid)
    return changed
  }

  /** Refuses what the gate would; a name that does not resolve now may do so when there is something to deliver. */
  async function checkTarget(targetUrl: string): Promise<void> {
    try {
      await parts.gate.judge(new URL(targetUrl), 'webhooks', AbortSignal.timeout(JUDGE_LIMIT_MS))
    } catch (error) {
      if (error instanceof Problem && error.slug === 'blocked-url') throw error
    }
  }

  async function show(stored: StoredSubscription): Promise<Subscription> {
    const pending = await deliveries.pendingOf([stored.uid])
    return toSubscription(stored, pending.get(stored.uid) ?? 0, secrets)
  }

  /** @param uid of a request that may have been carried out before without being answered: it is not made twice */
  async function create(input: SubscriptionCreate, uid = newSubscriptionUid()): Promise<Subscription> {
    await checkTarget(input.targetUrl)
    const secret = `whsec_${randomToken(32)}`
    const at = now()
    const stored: StoredSubscription = {
      ...input,
      uid,
      sealedSecret: secrets.seal(secret, uid),
      status: 'active',
      reason: null,
      createdAt: at,
      updatedAt: at,
    }
    // Nobody was shown the secret that the first attempt made.
    if (!(await subscriptions.update(uid, stored))) await subscriptions.insert(stored)
    return { ...(await show(stored)), secret }
  }

  async function update(uid: string, change: SubscriptionUpdate): Promise<Subscription> {
    await find(uid)
    if (change.targetUrl !== undefined) await checkTarget(change.targetUrl)
    return show(await edit(uid, change))
  }

  async function pause(uid: string): Promise<Subscription> {
    return show(await edit(uid, { status: 'paused', reason: null }))
  }

  /** Goes on, with all that waited, from the first attempt on. */
  async function resume(uid: string): Promise<Subscription> {
    const { status } = await find(uid)
    // Before anything of it is sent: what fails meanwhile is to wait for its next attempt.
    if (status !== 'active') await deliveries.requeueAll(uid, now())
    const resumed = await edit(uid, { status: 'active', reason: null })
    sender.poke()
    return show(resumed)
  }

  async function remove(uid: string): Promise<void> {
    if (!(await subscriptions.remove(uid, now()))) await find(uid)
  }

  /** Sends a sample of the event at once, and gives what came of it. */
  async function test(uid: string): Promise<Delivery> {
    const { event, filters } = await find(uid)
    const id = newDeliveryId()
    const at = now()
    await deliveries.insertTest(id, uid, newEventId(), sampleEvent(event, filters, parts.baseUrl(), at), at)
    await sender.attemptTest(id)
    return getDelivery(uid, id)
  }

  async function getDelivery(uid: string, id: string): Promise<Delivery> {
    const subscription = await find(uid)
    const delivery = await deliveries.find(id)
    if (delivery?.subscriptionUid !== uid) throw new Problem('not-found', 'This subscription has no such delivery.')
    const attempts = await deliveries.attemptsOf([id])
    return toDelivery(delivery, subscription, attempts.get(id) ?? [])
  }

  async function redeliver(uid: string, id: string): Promise<Delivery> {
    const { status } = await find(uid)
    await getDelivery(uid, id)
    if (status !== 'active') throw new Problem('conflict', `This subscription is ${status}. Resume it first.`)
    await deliveries.requeue(id, now())
    sender.poke()
    return getDelivery(uid, id)
  }

  return {
    get: async (uid: string) => show(await find(uid)),
    async list(filter: Parameters<SubscriptionRepository['list']>[0]) {
      const { subscriptions: found, total } = await subscriptions.list(filter)
      const pending = await deliveries.pendingOf(found.map(({ uid }) => uid))
      return { subscriptions: found.map((each) => toSubscription(each, pending.get(each.uid) ?? 0, secrets)), total }
    },
    create,
    update,
    pause,
    resume,
    remove,
    test,
    async deliveries(uid: string, filter: PageWindow & { status?: StoredDelivery['status'] | undefined }) {
      const subscription = await find(uid)
      const { deliveries: found, total } = await deliveries.list(uid, filter)
      const attempts = await deliveries.attemptsOf(found.map(({ id }) => id))
      return { deliveries: found.map((each) => toDelivery(each, subscription, attempts.get(each.id) ?? [])), total }
    },
    redeliver,
  }
}

const noSubscription = (uid: string): Problem => new Problem('not-found', `There is no webhook subscription "${uid}".`)

const iso = (at: number): string => new Date(at).toISOString()

function toSubscription(stored: StoredSubscription, pending: number, secrets: Secrets): Subscription {
  const { uid, event, targetUrl, platform, filters, status, reason, createdAt, updatedAt } = stored
  const times = { createdAt: iso(createdAt), updatedAt: iso(updatedAt) }
  return {
    uid,
    event,
    targetUrl,
    platform: platform as Subscription['platform'],
    filters,
    status,
    reason,
    needs_secret: secrets.unseal(stored.sealedSecret, uid) === null,
    pending,
    ...times,
  }
}

function toDelivery(
  delivery: StoredDelivery,
  subscription: StoredSubscription,
  attempts: { at: number; status: number | null; durationMs: number; error: string | null }[],
): Delivery {
  const payload = JSON.parse(deliveryBody(delivery, subscription))
  return {
    id: delivery.id,
    event: payload.event,
    status: delivery.status,
    attempts: attempts.map(({ at, ...attempt }) => ({ at: iso(at), ...attempt })),
    nextAttemptAt: delivery.nextAttemptAt === null ? null : iso(delivery.nextAttemptAt),
    payload,
    createdAt: iso(delivery.createdAt),
    finishedAt: delivery.finishedAt === null ? null : iso(delivery.finishedAt),
  }
}
