import type { EventType } from '../../shared/events.ts'
import type { PageWindow } from '../../shared/pagination.ts'
import type { SubscriptionFilters, SubscriptionStatus } from '../../shared/subscription.ts'
import type { Db } from './database.ts'
import type { NewRow, Row } from './tables.ts'

/** A subscription as it is kept; times are epoch milliseconds. */
export interface StoredSubscription {
  uid: string
  event: EventType
  targetUrl: string
  platform: string
  filters: SubscriptionFilters
  sealedSecret: Buffer
  status: SubscriptionStatus
  reason: string | null
  createdAt: number
  updatedAt: number
}

export interface SubscriptionRepository {
  insert(subscription: StoredSubscription): Promise<void>
  find(uid: string): Promise<StoredSubscription | undefined>
  list(
    filter: PageWindow & { event?: EventType | undefined; status?: SubscriptionStatus | undefined },
  ): Promise<{ subscriptions: StoredSubscription[]; total: number }>
  update(subscription: StoredSubscription): Promise<void>
  remove(uid: string): Promise<boolean>
}

export function subscriptionRepository(db: Db): SubscriptionRepository {
  return {
    async insert(subscription) {
      await db.insertInto('subscriptions').values(toRow(subscription)).execute()
    },
    async find(uid) {
      const row = await db.selectFrom('subscriptions').selectAll().where('uid', '=', uid).executeTakeFirst()
      return row && fromRow(row)
    },
    async list({ page, limit, event, status }) {
      let query = db.selectFrom('subscriptions')
      if (event !== undefined) query = query.where('event', '=', event)
      if (status !== undefined) query = query.where('status', '=', status)
      const { total } = await query.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
      const rows = await query
        .selectAll()
        .orderBy('created_at', 'desc')
        .orderBy('rowid' as 'uid', 'desc')
        .limit(limit)
        .offset((page - 1) * limit)
        .execute()
      return { subscriptions: rows.map(fromRow), total }
    },
    async update(subscription) {
      await db.updateTable('subscriptions').set(toRow(subscription)).where('uid', '=', subscription.uid).execute()
    },
    async remove(uid) {
      const { numDeletedRows } = await db.deleteFrom('subscriptions').where('uid', '=', uid).executeTakeFirst()
      return numDeletedRows > 0n
    },
  }
}

function toRow(s: StoredSubscription): NewRow<'subscriptions'> {
  return {
    uid: s.uid,
    event: s.event,
    target_url: s.targetUrl,
    platform: s.platform,
    filters: JSON.stringify(s.filters),
    sealed_secret: s.sealedSecret,
    status: s.status,
    reason: s.reason,
    created_at: s.createdAt,
    updated_at: s.updatedAt,
  }
}

function fromRow(row: Row<'subscriptions'>): StoredSubscription {
  return {
    uid: row.uid,
    event: row.event as EventType,
    targetUrl: row.target_url,
    platform: row.platform,
    filters: JSON.parse(row.filters),
    sealedSecret: row.sealed_secret,
    status: row.status,
    reason: row.reason,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
