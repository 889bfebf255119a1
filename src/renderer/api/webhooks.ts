import type { Binding } from '../../shared/binding.ts'
import type { Json } from '../../shared/json.ts'
import type { Pagination } from '../../shared/pagination.ts'
import type { Delivery, Subscription, SubscriptionCreate, SubscriptionUpdate } from '../../shared/subscription.ts'
import type { WebhookCall } from '../../shared/webhook-call.ts'
import { pathOf, queryOf, read, readAll } from './ask.ts'

const POST = { method: 'POST' } as const
/** The farm keeps no more calls of a binding. */
const CALLS = 50

interface Accepted {
  runId: string
}

/** The webhook of a binding. */
export const webhooksInApi = {
  calls: async (uid: string) =>
    (await read<{ calls: WebhookCall[] }>(`${pathOf('bindings', uid, 'webhook-calls')}?limit=${CALLS}`)).calls,
  replay: (uid: string, id: string) => read<Accepted>(pathOf('bindings', uid, 'webhook-calls', id, 'replay'), POST),
  send: (uid: string, body: Json) => read<Accepted>(pathOf('bindings', uid, 'webhook-calls'), { ...POST, body }),
  rotateUrl: async (uid: string) =>
    (await read<{ binding: Binding }>(pathOf('bindings', uid, 'webhook-url'), POST)).binding,
  rotateSecret: async (uid: string) =>
    (await read<{ secret: string }>(pathOf('bindings', uid, 'webhook-secret'), POST)).secret,
}

const subscriptionOf = async (...asked: Parameters<typeof read>): Promise<Subscription> =>
  (await read<{ subscription: Subscription }>(...asked)).subscription
const place = (...steps: string[]): string => pathOf('webhook-subscriptions', ...steps)

export const subscriptionsApi = {
  all: () => readAll('/webhook-subscriptions', (page) => page.subscriptions as Subscription[]),
  /** The answer has the secret, this once. */
  create: (body: SubscriptionCreate) => subscriptionOf('/webhook-subscriptions', { ...POST, body }),
  update: (uid: string, body: SubscriptionUpdate) => subscriptionOf(place(uid), { method: 'PUT', body }),
  pause: (uid: string) => subscriptionOf(place(uid, 'pause'), POST),
  resume: (uid: string) => subscriptionOf(place(uid, 'resume'), POST),
  remove: (uid: string) => read(place(uid), { method: 'DELETE' }),
  test: async (uid: string) => (await read<{ delivery: Delivery }>(place(uid, 'test'), POST)).delivery,
  deliveries: (uid: string, page: number, limit: number) =>
    read<{ deliveries: Delivery[]; pagination: Pagination }>(`${place(uid, 'deliveries')}${queryOf({ page, limit })}`),
  redeliver: async (uid: string, id: string) =>
    (await read<{ delivery: Delivery }>(place(uid, 'deliveries', id, 'redeliver'), POST)).delivery,
}
