import type { Transaction } from 'kysely'
import type { Db } from './database.ts'
import type { Row, Tables } from './tables.ts'

export type StepState = 'pending' | 'sent' | 'done' | 'failed'

/** A step of a sync, as the journal has it. */
export interface SyncStep<T> {
  seq: number
  operationId: string
  task: T
  state: StepState
  idempotencyKey: string
  /** What a creation sent, sealed, until it is answered. */
  sealedBody: Buffer | null
  attempts: number
  error: string | null
}

export type NewStep<T> = Pick<SyncStep<T>, 'operationId' | 'task' | 'idempotencyKey'>

export interface SyncStepRepository<T> {
  /** Begins a sync: its journal takes the place of the last one's. */
  begin(account: string, steps: readonly NewStep<T>[]): Promise<void>
  /** In their order. */
  all(account: string): Promise<SyncStep<T>[]>
  set(seq: number, change: Partial<Pick<SyncStep<T>, 'state' | 'sealedBody' | 'attempts' | 'error'>>): Promise<void>
  /** Whose sync is not at its end. */
  unfinished(): Promise<string | null>
  clear(): Promise<void>
}

export function syncStepRepository<T>(db: Db): SyncStepRepository<T> {
  return {
    async begin(account, steps) {
      await db.transaction().execute(async (trx) => {
        await trx.deleteFrom('sync_steps').execute()
        await trx.deleteFrom('sync_undo').execute()
        for (const { operationId, task, idempotencyKey } of steps) {
          await trx
            .insertInto('sync_steps')
            .values({
              account,
              operation_id: operationId,
              task: JSON.stringify(task),
              state: 'pending',
              idempotency_key: idempotencyKey,
              sealed_body: null,
              attempts: 0,
              error: null,
            })
            .execute()
        }
      })
    },
    async all(account) {
      const rows = await db.selectFrom('sync_steps').selectAll().where('account', '=', account).orderBy('seq').execute()
      return rows.map((row) => fromRow<T>(row))
    },
    async set(seq, change) {
      const { sealedBody, ...rest } = change
      const row = { ...rest, ...(sealedBody !== undefined && { sealed_body: sealedBody }) }
      await db.updateTable('sync_steps').set(row).where('seq', '=', seq).execute()
    },
    async unfinished() {
      const row = await db
        .selectFrom('sync_steps')
        .select('account')
        .where('state', 'in', ['pending', 'sent'])
        .limit(1)
        .executeTakeFirst()
      return row?.account ?? null
    },
    async clear() {
      await db.deleteFrom('sync_steps').execute()
    },
  }
}

export async function endStep(trx: Transaction<Tables>, seq: number): Promise<void> {
  await trx.updateTable('sync_steps').set({ state: 'done', sealed_body: null }).where('seq', '=', seq).execute()
}

function fromRow<T>(row: Row<'sync_steps'>): SyncStep<T> {
  return {
    seq: row.seq,
    operationId: row.operation_id,
    task: JSON.parse(row.task),
    state: row.state,
    idempotencyKey: row.idempotency_key,
    sealedBody: row.sealed_body,
    attempts: row.attempts,
    error: row.error,
  }
}
