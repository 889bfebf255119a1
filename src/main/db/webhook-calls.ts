import { sql, type Transaction } from 'kysely'
import type { PageWindow } from '../../shared/pagination.ts'
import type { Refusal } from '../../shared/webhook-call.ts'
import type { Db } from './database.ts'
import type { Row, Tables } from './tables.ts'

/** How many calls of a binding are kept; and of how many, and up to how many bytes in all, their bodies. */
const CALLS_KEPT = 50
const BODIES_KEPT = 10
const BODY_BYTES_KEPT = 2 * 1024 * 1024

export interface StoredCall {
  id: string
  bindingUid: string
  at: number
  refusal: Refusal | null
  bytes: number
  runId: string | null
  bodyStart: string
  /** Null where it is not kept. */
  body: Buffer | null
}

export type ListedCall = Omit<StoredCall, 'body'> & { hasBody: boolean }

export interface WebhookCallRepository {
  /** Adds a call, and lets go of older ones and of their bodies. */
  insert(call: StoredCall): Promise<void>
  find(bindingUid: string, id: string): Promise<StoredCall | undefined>
  list(bindingUid: string, window: PageWindow): Promise<{ calls: ListedCall[]; total: number }>
}

export function webhookCallRepository(db: Db): WebhookCallRepository {
  const newestFirst = (bindingUid: string) =>
    db
      .selectFrom('webhook_calls')
      .where('binding_uid', '=', bindingUid)
      .orderBy('at', 'desc')
      .orderBy('rowid' as 'id', 'desc')

  return {
    async insert({ id, bindingUid, at, refusal, bytes, runId, bodyStart, body }) {
      await db.transaction().execute(async (trx) => {
        await trx
          .insertInto('webhook_calls')
          .values({ id, binding_uid: bindingUid, at, refusal, bytes, run_id: runId, body_start: bodyStart, body })
          .execute()
        await letGo(trx, bindingUid)
      })
    },
    async find(bindingUid, id) {
      const row = await db
        .selectFrom('webhook_calls')
        .selectAll()
        .where('binding_uid', '=', bindingUid)
        .where('id', '=', id)
        .executeTakeFirst()
      return row && { ...fromRow(row), body: row.body }
    },
    async list(bindingUid, { page, limit }) {
      const { total } = await db
        .selectFrom('webhook_calls')
        .select((eb) => eb.fn.countAll<number>().as('total'))
        .where('binding_uid', '=', bindingUid)
        .executeTakeFirstOrThrow()
      const rows = await newestFirst(bindingUid)
        .select(['id', 'binding_uid', 'at', 'refusal', 'bytes', 'run_id', 'body_start'])
        .select((eb) => eb('body', 'is not', null).as('has_body'))
        .limit(limit)
        .offset((page - 1) * limit)
        .execute()
      return { calls: rows.map((row) => ({ ...fromRow(row), hasBody: Boolean(row.has_body) })), total }
    },
  }
}

/** Lets go of what is over the count, and of bodies over theirs, newest first. */
async function letGo(trx: Transaction<Tables>, bindingUid: string): Promise<void> {
  const ranked = trx
    .selectFrom('webhook_calls')
    .select(['id', 'body'])
    .select(sql<number>`row_number() OVER newest`.as('place'))
    .select(sql<number>`sum(coalesce(length(body), 0)) OVER newest`.as('body_bytes'))
    .where('binding_uid', '=', bindingUid)
    .modifyEnd(sql`WINDOW newest AS (ORDER BY at DESC, rowid DESC)`)
    .as('ranked')
  const over = trx.selectFrom(ranked).select('id').where('place', '>', CALLS_KEPT)
  await trx.deleteFrom('webhook_calls').where('id', 'in', over).execute()
  const overBodies = trx
    .selectFrom(ranked)
    .select('id')
    .where('body', 'is not', null)
    .where((eb) => eb.or([eb('place', '>', BODIES_KEPT), eb('body_bytes', '>', BODY_BYTES_KEPT)]))
  await trx.updateTable('webhook_calls').set({ body: null }).where('id', 'in', overBodies).execute()
}

function fromRow(row: Omit<Row<'webhook_calls'>, 'body'>): Omit<StoredCall, 'body'> {
  return {
    id: row.id,
    bindingUid: row.binding_uid,
    at: row.at,
    refusal: row.refusal as Refusal | null,
    bytes: row.bytes,
    runId: row.run_id,
    bodyStart: row.body_start,
  }
}
