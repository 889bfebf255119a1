import type { Transaction } from 'kysely'
import type { Db } from './database.ts'
import type { Tables } from './tables.ts'

/** What the last sync changed here. */
export interface SyncUndoRepository<T> {
  /** The newest first. */
  all(account: string): Promise<{ seq: number; change: T }[]>
  hasAny(account: string): Promise<boolean>
  remove(seq: number): Promise<void>
  clear(): Promise<void>
}

export function syncUndoRepository<T>(db: Db): SyncUndoRepository<T> {
  return {
    async all(account) {
      const rows = await db
        .selectFrom('sync_undo')
        .select(['seq', 'change'])
        .where('account', '=', account)
        .orderBy('seq', 'desc')
        .execute()
      return rows.map(({ seq, change }) => ({ seq, change: JSON.parse(change) as T }))
    },
    async hasAny(account) {
      const row = await db.selectFrom('sync_undo').select('seq').where('account', '=', account).limit(1).execute()
      return row.length > 0
    },
    async remove(seq) {
      await db.deleteFrom('sync_undo').where('seq', '=', seq).execute()
    },
    async clear() {
      await db.deleteFrom('sync_undo').execute()
    },
  }
}

export async function recordUndo<T>(trx: Transaction<Tables>, account: string, change: T): Promise<void> {
  await trx
    .insertInto('sync_undo')
    .values({ account, change: JSON.stringify(change) })
    .execute()
}

export async function dropUndo(trx: Transaction<Tables>, seq: number): Promise<void> {
  await trx.deleteFrom('sync_undo').where('seq', '=', seq).execute()
}
