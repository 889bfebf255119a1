import type { Transaction } from 'kysely'
import { type ChangeEvent, EVENT_TYPES, type FarmEvent } from '../../shared/events.ts'
import type { JsonObject } from '../../shared/json.ts'
import { FAILED_TAKES_EVENTS_MS } from '../../shared/subscription.ts'
import { newDeliveryId, newEventId } from '../ids.ts'
import type { Db } from './database.ts'
import type { Statements } from './statements.ts'
import type { Row, Tables } from './tables.ts'
import { type GoesOn, trimEvents } from './trim-history.ts'

/** An event with its place in the one order that all readers see. */
export interface StoredEvent {
  seq: number
  id: string
  type: string
  data: JsonObject
  createdAt: number
  /** Deliveries that were stored with it; not known of one that is read later. */
  deliveries?: number
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
  trim(before: number, keep: number, goesOn?: GoesOn): Promise<void>
}

export function eventRepository(db: Db): EventRepository {
  return {
    insert(events, at) {
      return db.atOnce((statements) => insertEvents(statements, events, at))
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
    trim: (before, keep, goesOn = () => true) => trimEvents(db, before, keep, goesOn),
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
    return insertEvents(db.statements, events, at)
  })
  if (stored.length > 0) tell(stored)
}

/** Adds events and, in the same transaction, a delivery for every subscription that wants one. */
export const insertEvents = (statements: Statements, events: readonly FarmEvent[], at: number): StoredEvent[] =>
  eventInserter(statements)(events, at)

/** The same, many times within one transaction, in which subscriptions are read but once. */
export function eventInserter(statements: Statements): (events: readonly FarmEvent[], at: number) => StoredEvent[] {
  const known = new Map<string, Subscribed[]>()

  function subscribedTo(event: string, at: number): Subscribed[] {
    const found = known.get(event) ?? readSubscribed(statements, event, at)
    known.set(event, found)
    return found
  }

  /** Gives how many want it. */
  function enqueueDeliveries(event: FarmEvent, seq: number, at: number): number {
    const wanting = subscribedTo(event.type, at).filter(({ filters }) => matches(filters, event.data))
    for (const { uid } of wanting) insertDelivery(statements, uid, seq, at)
    return wanting.length
  }

  return (events, at) =>
    events.map((event) => {
      const id = newEventId()
      const { bindingId = null, templateId = null } = event.data as { bindingId?: string | null; templateId?: string }
      const seq = statements.insert('events', {
        id,
        type: event.type,
        binding_uid: bindingId,
        template_uid: templateId,
        data: JSON.stringify(event.data),
        created_at: at,
      })
      const deliveries = SUBSCRIBED.has(event.type) ? enqueueDeliveries(event, seq, at) : 0
      return { seq, id, type: event.type, data: event.data as unknown as JsonObject, createdAt: at, deliveries }
    })
}

interface Subscribed {
  uid: string
  filters: Record<string, unknown>
}

const SUBSCRIBED_TO = `SELECT uid, filters FROM subscriptions
  WHERE event = ? AND (status = 'active' OR (status = 'failed' AND updated_at > ?))`

function readSubscribed(statements: Statements, event: string, at: number): Subscribed[] {
  const since = at - FAILED_TAKES_EVENTS_MS
  const rows = statements.all<Pick<Row<'subscriptions'>, 'uid' | 'filters'>>(SUBSCRIBED_TO, event, since)
  return rows.map(({ uid, filters }) => ({ uid, filters: JSON.parse(filters) }))
}

function insertDelivery(statements: Statements, subscription: string, seq: number, at: number): void {
  statements.insert('deliveries', {
    id: newDeliveryId(),
    subscription_uid: subscription,
    event_seq: seq,
    status: 'pending',
    attempts: 0,
    next_attempt_at: at,
    created_at: at,
    finished_at: null,
  })
}

/** A filter matches where every member it names has the same value in the event. */
function matches(filters: Record<string, unknown>, data: object): boolean {
  return Object.entries(filters).every(([member, value]) => (data as Record<string, unknown>)[member] === value)
}
