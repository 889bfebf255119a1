import { sql } from 'kysely'
import type { JsonObject } from '../../shared/json.ts'
import type { PageWindow } from '../../shared/pagination.ts'
import type { Db } from './database.ts'
import { changeAndTell, type Tell } from './events.ts'
import { type Statements, TEXT } from './statements.ts'
import { type GoesOn, trimDeliveries } from './trim-history.ts'

/** What is to be delivered, with the event that it tells of. */
export interface StoredDelivery {
  id: string
  subscriptionUid: string
  status: 'pending' | 'delivered' | 'failed'
  attempts: number
  nextAttemptAt: number | null
  createdAt: number
  finishedAt: number | null
  event: { type: string; data: JsonObject; createdAt: number }
}

export interface StoredAttempt {
  at: number
  /** HTTP status, or null where there was no answer. */
  status: number | null
  durationMs: number
  error: string | null
}

export interface DeliveryRepository {
  find(id: string): Promise<StoredDelivery | undefined>
  list(
    subscriptionUid: string,
    filter: PageWindow & { status?: StoredDelivery['status'] | undefined },
  ): Promise<{ deliveries: StoredDelivery[]; total: number }>
  attemptsOf(ids: readonly string[]): Promise<Map<string, StoredAttempt[]>>
  /** How many wait, by subscription. */
  pendingOf(subscriptionUids: readonly string[]): Promise<Map<string, number>>
  /** How many wait, of all subscriptions. */
  pending(): Promise<number>
  /** Due deliveries of active subscriptions, oldest first: at most `each` for one subscription. */
  due(now: number, each: number): Promise<{ id: string; subscriptionUid: string }[]>
  /** The earliest attempt after `now` of an active subscription, or null. */
  nextDue(now: number): Promise<number | null>
  /** Adds a delivery of an event that is told to this subscription alone. */
  insertTest(id: string, subscriptionUid: string, eventId: string, data: JsonObject, at: number): Promise<void>
  /** Records an attempt with what becomes of the delivery and, where it stops it, of its subscription. */
  recordAttempt(id: string, attempt: StoredAttempt, next: AttemptResult): Promise<void>
  /** Makes one delivery due again, from the first attempt on. */
  requeue(id: string, at: number): Promise<void>
  /** Makes all that waits due again, from the first attempt on. */
  requeueAll(subscriptionUid: string, at: number): Promise<void>
  /** Moves attempts by so many milliseconds, along with the clock, but those of `but`, which go by it already. */
  moveAttempts(by: number, but: Iterable<string>): Promise<void>
  /** Brings back what was set by a clock that was ahead of `now`: each waits as long from now on as it was to. */
  mendAttempts(now: number): Promise<void>
  /** Removes those that ended before `before`, some at a time; `goesOn` is asked between. */
  trim(before: number, goesOn?: GoesOn): Promise<void>
}

export interface AttemptResult {
  status: StoredDelivery['status']
  nextAttemptAt: number | null
  /** Why the subscription stops; null where it goes on. */
  stop: string | null
}

/** When a delivery's next attempt was set: after its last one, or when it was made. */
const SET_AT = sql<number>`coalesce((
  SELECT at FROM delivery_attempts WHERE delivery_id = deliveries.id ORDER BY delivery_attempts.id DESC LIMIT 1
), created_at)`

/** All else waits meanwhile, and hundreds of thousands may have waited. */
const REQUEUED_AT_A_TIME = 200

/** What is due up to a moment, or after it, becomes due then; what already is comes last, and is not found again. */
const requeueSome = (side: '<=' | '>') => `UPDATE deliveries SET attempts = 0, next_attempt_at = ? WHERE id IN (
  SELECT id FROM deliveries WHERE subscription_uid = ${TEXT} AND status = 'pending'
    AND next_attempt_at ${side} ? AND (next_attempt_at <> ? OR attempts > 0)
  ORDER BY next_attempt_at LIMIT ${REQUEUED_AT_A_TIME}
)`

/** A test that was cut off waits for no moment. */
const REQUEUE_UNTIMED = `UPDATE deliveries SET attempts = 0, next_attempt_at = ?
  WHERE subscription_uid = ${TEXT} AND status = 'pending' AND next_attempt_at IS NULL`

export function deliveryRepository(db: Db, tell: Tell = () => {}): DeliveryRepository {
  const joined = () =>
    db
      .selectFrom('deliveries')
      .innerJoin('events', 'events.seq', 'deliveries.event_seq')
      .select([
        'deliveries.id',
        'subscription_uid',
        'status',
        'attempts',
        'next_attempt_at',
        'deliveries.created_at',
        'finished_at',
        'events.type',
        'events.data',
        'events.created_at as event_at',
      ])
  type Joined = Awaited<ReturnType<ReturnType<typeof joined>['executeTakeFirstOrThrow']>>
  const fromJoined = (row: Joined): StoredDelivery => ({
    id: row.id,
    subscriptionUid: row.subscription_uid,
    status: row.status,
    attempts: row.attempts,
    nextAttemptAt: row.next_attempt_at,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    event: { type: row.type, data: JSON.parse(row.data), createdAt: row.event_at },
  })

  return {
    async find(id) {
      const row = await joined().where('deliveries.id', '=', id).executeTakeFirst()
      return row && fromJoined(row)
    },
    async list(subscriptionUid, { page, limit, status }) {
      let query = joined().where('subscription_uid', '=', subscriptionUid)
      let count = db
        .selectFrom('deliveries')
        .select((eb) => eb.fn.countAll<number>().as('total'))
        .where('subscription_uid', '=', subscriptionUid)
      if (status !== undefined) {
        query = query.where('status', '=', status)
        count = count.where('status', '=', status)
      }
      const { total } = await count.executeTakeFirstOrThrow()
      const rows = await query
        .orderBy('deliveries.created_at', 'desc')
        .orderBy('deliveries.event_seq', 'desc')
        .limit(limit)
        .offset((page - 1) * limit)
        .execute()
      return { deliveries: rows.map(fromJoined), total }
    },
    async attemptsOf(ids) {
      const attempts = new Map<string, StoredAttempt[]>(ids.map((id) => [id, []]))
      if (ids.length === 0) return attempts
      const rows = await db
        .selectFrom('delivery_attempts')
        .selectAll()
        .where('delivery_id', 'in', [...ids])
        .orderBy('id')
        .execute()
      for (const { delivery_id, at, status, duration_ms, error } of rows) {
        attempts.get(delivery_id)?.push({ at, status, durationMs: duration_ms, error })
      }
      return attempts
    },
    async pendingOf(subscriptionUids) {
      if (subscriptionUids.length === 0) return new Map()
      const rows = await db
        .selectFrom('deliveries')
        .select((eb) => ['subscription_uid', eb.fn.countAll<number>().as('pending')])
        .where('status', '=', 'pending')
        .where('subscription_uid', 'in', [...subscriptionUids])
        .groupBy('subscription_uid')
        .execute()
      return new Map(rows.map(({ subscription_uid, pending }) => [subscription_uid, pending]))
    },
    async pending() {
      const { pending } = await db
        .selectFrom('deliveries')
        .select((eb) => eb.fn.countAll<number>().as('pending'))
        .where('status', '=', sql.lit('pending'))
        .executeTakeFirstOrThrow()
      return pending
    },
    async due(now, each) {
      // Asked of each subscription by itself, so that what waits for a dead target costs the others nothing.
      const rows = await sql<{ id: string; subscription_uid: string }>`
        SELECT id, subscription_uid FROM subscriptions JOIN deliveries ON id IN (
          SELECT id FROM deliveries
          WHERE subscription_uid = subscriptions.uid AND status = 'pending' AND next_attempt_at <= ${now}
          ORDER BY next_attempt_at, event_seq LIMIT ${each}
        )
        WHERE subscriptions.status = 'active' ORDER BY next_attempt_at, event_seq
      `.execute(db)
      return rows.rows.map(({ id, subscription_uid }) => ({ id, subscriptionUid: subscription_uid }))
    },
    async nextDue(now) {
      const row = await db
        .selectFrom('deliveries')
        .innerJoin('subscriptions', 'subscriptions.uid', 'deliveries.subscription_uid')
        .select('next_attempt_at')
        .where('deliveries.status', '=', 'pending')
        .where('next_attempt_at', '>', now)
        .where('subscriptions.status', '=', 'active')
        .orderBy('next_attempt_at')
        .limit(1)
        .executeTakeFirst()
      return row?.next_attempt_at ?? null
    },
    async insertTest(id, subscriptionUid, eventId, data, at) {
      await db.transaction().execute(async (trx) => {
        const { seq } = await trx
          .insertInto('events')
          .values({
            id: eventId,
            type: 'webhook.test',
            binding_uid: null,
            template_uid: null,
            data: JSON.stringify(data),
            created_at: at,
          })
          .returning('seq')
          .executeTakeFirstOrThrow()
        await trx
          .insertInto('deliveries')
          .values({
            id,
            subscription_uid: subscriptionUid,
            event_seq: seq,
            status: 'pending',
            attempts: 0,
            // Whoever asked for the test makes the one attempt there is.
            next_attempt_at: null,
            created_at: at,
            finished_at: null,
          })
          .execute()
      })
    },
    async recordAttempt(id, { at, status, durationMs, error }, next) {
      await changeAndTell(db, tell, async (trx) => {
        const row = await trx
          .updateTable('deliveries')
          .set((eb) => ({
            status: next.status,
            attempts: eb('attempts', '+', 1),
            next_attempt_at: next.nextAttemptAt,
            finished_at: next.status === 'pending' ? null : at,
          }))
          .where('id', '=', id)
          .returning('subscription_uid')
          .executeTakeFirst()
        // Its subscription was deleted while it was on its way.
        if (!row) return { events: [], at }
        await trx
          .insertInto('delivery_attempts')
          .values({ delivery_id: id, at, status, duration_ms: durationMs, error })
          .execute()
        if (next.stop === null) return { events: [], at }
        await trx
          .updateTable('subscriptions')
          .set({ status: 'failed', reason: next.stop, updated_at: at })
          .where('uid', '=', row.subscription_uid)
          .where('status', '=', 'active')
          .execute()
        const data = { subscriptionId: row.subscription_uid }
        return { events: [{ type: 'subscription.changed', data }], at }
      })
    },
    async requeue(id, at) {
      await db
        .updateTable('deliveries')
        .set({ status: 'pending', attempts: 0, next_attempt_at: at, finished_at: null })
        .where('id', '=', id)
        .execute()
    },
    async requeueAll(subscriptionUid, at) {
      for (const side of ['<=', '>'] as const) {
        const some = ({ run }: Statements) => run(requeueSome(side), at, subscriptionUid, at, at)
        while ((await db.atOnce(some)) === REQUEUED_AT_A_TIME);
      }
      await db.atOnce(({ run }) => run(REQUEUE_UNTIMED, at, subscriptionUid))
    },
    async moveAttempts(by, but) {
      await db
        .updateTable('deliveries')
        .set((eb) => ({ next_attempt_at: eb('next_attempt_at', '+', by) }))
        .where('status', '=', 'pending')
        .where('id', 'not in', sql<string>`(SELECT value FROM json_each(${JSON.stringify([...but])}))`)
        .execute()
    },
    async mendAttempts(now) {
      await db.transaction().execute(async (trx) => {
        await trx
          .updateTable('deliveries')
          .set({ next_attempt_at: sql<number>`next_attempt_at - ${SET_AT} + ${now}` })
          .where('status', '=', 'pending')
          .where(SET_AT, '>', now)
          .execute()
        // What they are reckoned from comes along, so that a second start does not bring them back once more.
        await trx.updateTable('delivery_attempts').set({ at: now }).where('at', '>', now).execute()
        await trx
          .updateTable('deliveries')
          .set({ created_at: now })
          .where('status', '=', 'pending')
          .where('created_at', '>', now)
          .execute()
      })
    },
    trim: (before, goesOn = () => true) => trimDeliveries(db, before, goesOn),
  }
}
