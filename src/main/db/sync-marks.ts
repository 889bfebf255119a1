import type { SyncResource } from '../../shared/sync.ts'
import type { Db } from './database.ts'

export interface SyncMark {
  resource: SyncResource
  localUid: string
  state: 'conflict' | 'held_back'
}

export interface SyncRefusal {
  subject: string
  hash: string
  message: string
}

/** What the last plan said of objects here, and what one side would not take. */
export interface SyncMarkRepository {
  all(account: string): Promise<SyncMark[]>
  ofLocals(account: string, resource: SyncResource, uids: readonly string[]): Promise<SyncMark[]>
  /** Writes nothing where they are as they were. */
  replace(account: string, marks: readonly SyncMark[]): Promise<void>
  refusals(account: string): Promise<SyncRefusal[]>
  refuse(account: string, refusal: SyncRefusal): Promise<void>
}

export function syncMarkRepository(db: Db): SyncMarkRepository {
  async function all(account: string): Promise<SyncMark[]> {
    const rows = await db.selectFrom('sync_marks').selectAll().where('account', '=', account).execute()
    return rows.map(({ resource, local_uid, state }) => ({ resource, localUid: local_uid, state }))
  }
  return {
    all,
    async ofLocals(account, resource, uids) {
      if (uids.length === 0) return []
      const rows = await db
        .selectFrom('sync_marks')
        .selectAll()
        .where('account', '=', account)
        .where('resource', '=', resource)
        .where('local_uid', 'in', uids)
        .execute()
      return rows.map(({ local_uid, state }) => ({ resource, localUid: local_uid, state }))
    },
    async replace(account, marks) {
      const wordOf = ({ resource, localUid, state }: SyncMark) => `${resource} ${localUid} ${state}`
      const before = (await all(account)).map(wordOf).sort()
      const after = marks.map(wordOf).sort()
      if (before.length === after.length && before.every((word, index) => word === after[index])) return
      await db.transaction().execute(async (trx) => {
        await trx.deleteFrom('sync_marks').where('account', '=', account).execute()
        for (const { resource, localUid, state } of marks)
          await trx.insertInto('sync_marks').values({ account, resource, local_uid: localUid, state }).execute()
      })
    },
    async refusals(account) {
      return db
        .selectFrom('sync_refusals')
        .select(['subject', 'hash', 'message'])
        .where('account', '=', account)
        .execute()
    },
    async refuse(account, refusal) {
      await db
        .insertInto('sync_refusals')
        .values({ account, ...refusal })
        .onConflict((conflict) => conflict.columns(['account', 'subject']).doUpdateSet(refusal))
        .execute()
    },
  }
}
