import type { Transaction } from 'kysely'
import { type ChangeEvent, EVENT_TYPES, type FarmEvent } from '../../shared/events.ts'
import type { JsonObject } from '../../shared/json.ts'
import { newDeliveryId, newEventId } from '../ids.ts'
import type { Db } from './database.ts'
import type { Tables } from './tables.ts'

/** An event with its place in the one order that all readers see. */
export interface StoredEvent {
  seq: number
  id: string
  type: string
  data: JsonObject
  createdAt: number
}

/** What is stored along with a change, in its transaction. */
export type Also = (trx: Transaction<Tables>) => Promise<void>

/** The same, of what is told what the change stores. */
export type AlsoOf<T> = (trx: Transaction<Tables>, stored: T) => Promise<void>

/** Told of events once they are stored. */
export type Tell = (events: readonly StoredEvent[]) => void

const SUBSCRIBED: ReadonlySet<string> = new Set(EVENT_TYPES)

export interface EventRepository {
  insert(events: readonly FarmEvent[], at: number): Promise<StoredEvent[]>
  after(seq: number, limit: number): Promise<StoredEvent[]>
  lastSeq(): Promise<number>
  /** Removes events from before `before` and all but the newest `keep`, save those that a delivery tells of. */
  trim(before: number, keep: number): Promise<void>
}

export function eventRepository(db: Db): EventRepository {
  return {
    insert(events, at) {
      return db.transaction().execute((trx) => insertEvents(trx, events, at))
    },
    async after(seq, limit) {
      const rows = await db
        .selectFrom('events')
        .selectAll()
        .where('seq', '>', seq)
        .orderBy('seq')
        .limit(limit)
        .execute()
      return rows.map((row) => ({
        seq: row.seq,
        id: row.id,
        type: row.type,
        data: JSON.parse(row.data),
        createdAt: row.created_at,
      }))
    },
    async lastSeq() {
      const row = await db
        .selectFrom('events')
        .select((eb) => eb.fn.max('seq').as('seq'))
        .executeTakeFirst()
      return row?.seq ?? 0
    },
    async trim(before, keep) {
      const newest = db
        .selectFrom('events')
        .select((eb) => eb(eb.fn.coalesce(eb.fn.max('seq'), eb.lit(0)), '-', keep).as('seq'))
      await db
        .deleteFrom('events')
        .where((eb) => eb.or([eb('created_at', '<', before), eb('seq', '<=', newest)]))
        .where((eb) =>
          eb.not(eb.exists(eb.selectFrom('deliveries').select('id').whereRef('event_seq', '=', 'events.seq'))),
        )
        .execute()
    },
  }
}

/** Changes something and tells of it, in one transaction; `change` gives what is to be told and when it was. */
export async function changeAndTell(
  db: Db,
  tell: Tell,
  change: (trx: Transaction<Tables>) => Promise<{ events: readonly ChangeEvent[]; at: number }>,
): Promise<void> {
  const stored = await db.transaction().execute(async (trx) => {
    const { events, at } = await change(trx)
    return insertEvents(trx, events, at)
  })
  if (stored.length > 0) tell(stored)
}

/** Adds events and, in the same transaction, a delivery for every subscription that wants one. */
export async function insertEvents(
  trx: Transaction<Tables>,
  events: readonly FarmEvent[],
  at: number,
): Promise<StoredEvent[]> {
  const stored: StoredEvent[] = []
  for (const event of events) {
    const id = newEventId()
    const { bindingId = null, templateId = null } = event.data as { bindingId?: string | null; templateId?: string }
    const { seq } = await trx
      .insertInto('events')
      .values({
        id,
        type: event.type,
        binding_uid: bindingId,
        template_uid: templateId,
        data: JSON.stringify(event.data),
        created_at: at,
      })
      .returning('seq')
      .executeTakeFirstOrThrow()
    stored.push({ seq, id, type: event.type, data: event.data as unknown as JsonObject, createdAt: at })
    if (SUBSCRIBED.has(event.type)) await enqueueDeliveries(trx, event, seq, at)
  }
  return stored
}

async function enqueueDeliveries(trx: Transaction<Tables>, event: FarmEvent, seq: number, at: number): Promise<void> {
  const subscriptions = await trx
    .selectFrom('subscriptions')
    .select(['uid', 'filters'])
    .where('event', '=', event.type)
    .where('status', 'in', ['active', 'failed'])
    .execute()
  for (const { uid, filters } of subscriptions) {
    if (!matches(JSON.parse(filters), event.data)) continue
    await trx
      .insertInto('deliveries')
      .values({
        id: newDeliveryId(),
        subscription_uid: uid,
        event_seq: seq,
        status: 'pending',
        attempts: 0,
        next_attempt_at: at,
        created_at: at,
        finished_at: null,
      })
      .execute()
  }
}

/** A filter matches where every member it names has the same value in the event. */
function matches(filters: Record<string, unknown>, data: object): boolean {
  return Object.entries(filters).every(([member, value]) => (data as Record<string, unknown>)[member] === value)
}
