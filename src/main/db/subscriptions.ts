import type { EventType } from '../../shared/events.ts'
import type { PageWindow } from '../../shared/pagination.ts'
import type { SubscriptionFilters, SubscriptionStatus } from '../../shared/subscription.ts'
import type { Db } from './database.ts'
import { changeAndTell, type Tell } from './events.ts'
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

export type SubscriptionChange = Partial<Omit<StoredSubscription, 'uid'>> & Pick<StoredSubscription, 'updatedAt'>

export interface SubscriptionRepository {
  insert(subscription: StoredSubscription): Promise<void>
  find(uid: string): Promise<StoredSubscription | undefined>
  list(
    filter: PageWindow & { event?: EventType | undefined; status?: SubscriptionStatus | undefined },
  ): Promise<{ subscriptions: StoredSubscription[]; total: number }>
  /** Changes the members that are given, and gives what it is then; undefined where it is not there. */
  update(uid: string, change: SubscriptionChange): Promise<StoredSubscription | undefined>
  remove(uid: string, at: number): Promise<boolean>
}

export function subscriptionRepository(db: Db, tell: Tell = () => {}): SubscriptionRepository {
  const changed = (subscriptionId: string) => [{ type: 'subscription.changed', data: { subscriptionId } } as const]
  return {
    async insert(subscription) {
      await changeAndTell(db, tell, async (trx) => {
        await trx.insertInto('subscriptions').values(toRow(subscription)).execute()
        return { events: changed(subscription.uid), at: subscription.createdAt }
      })
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
    async update(uid, change) {
      let next: StoredSubscription | undefined
      await changeAndTell(db, tell, async (trx) => {
        const row = await trx.selectFrom('subscriptions').selectAll().where('uid', '=', uid).executeTakeFirst()
        if (!row) return { events: [], at: change.updatedAt }
        next = { ...fromRow(row), ...change }
        await trx.updateTable('subscriptions').set(toRow(next)).where('uid', '=', uid).execute()
        return { events: changed(uid), at: change.updatedAt }
      })
      return next
    },
    async remove(uid, at) {
      await thinOut(db, uid)
      let isRemoved = false
      await changeAndTell(db, tell, async (trx) => {
        const { numDeletedRows } = await trx.deleteFrom('subscriptions').where('uid', '=', uid).executeTakeFirst()
        isRemoved = numDeletedRows > 0n
        return { events: isRemoved ? changed(uid) : [], at }
      })
      return isRemoved
    },
  }
}

/** Deliveries that go in one transaction: all else waits meanwhile. */
const PORTION = 200

const REMOVE_ENDED = `DELETE FROM deliveries WHERE id IN (
  SELECT id FROM deliveries WHERE subscription_uid = ? AND status <> 'pending' LIMIT ${PORTION}
)`

/** Removes what was delivered to a subscription that is to go. What waits goes with it: until then it may yet stay. */
async function thinOut(db: Db, uid: string): Promise<void> {
  while ((await db.atOnce(({ run }) => run(REMOVE_ENDED, uid))) === PORTION);
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
