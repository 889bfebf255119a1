import type { Db } from './database.ts'

export interface IdempotencyId {
  method: string
  path: string
  key: string
}

export interface KeptAnswer {
  bodyHash: string
  /** 0 while there is no answer. */
  status: number
  sealedAnswer: Buffer
  /** What the uid of the thing that the request makes is made of; null where it makes none. */
  token: string | null
  createdAt: number
}

export interface IdempotencyRepository {
  /** The answer kept between two moments; one of a time to come was kept before the clock was set back. */
  find(id: IdempotencyId, notBefore: number, notAfter: number): Promise<KeptAnswer | undefined>
  put(id: IdempotencyId, answer: KeptAnswer): Promise<void>
  trim(before: number): Promise<void>
}

export function idempotencyRepository(db: Db): IdempotencyRepository {
  return {
    async find({ method, path, key }, notBefore, notAfter) {
      const row = await db
        .selectFrom('idempotency')
        .selectAll()
        .where('method', '=', method)
        .where('path', '=', path)
        .where('key', '=', key)
        .where('created_at', '>=', notBefore)
        .where('created_at', '<=', notAfter)
        .executeTakeFirst()
      return (
        row && {
          bodyHash: row.body_hash,
          status: row.status,
          sealedAnswer: row.sealed_answer,
          token: row.token,
          createdAt: row.created_at,
        }
      )
    },
    async put(id, answer) {
      const row = {
        body_hash: answer.bodyHash,
        status: answer.status,
        sealed_answer: answer.sealedAnswer,
        token: answer.token,
        created_at: answer.createdAt,
      }
      await db
        .insertInto('idempotency')
        .values({ ...id, ...row })
        .onConflict((conflict) => conflict.columns(['method', 'path', 'key']).doUpdateSet(row))
        .execute()
    },
    async trim(before) {
      await db.deleteFrom('idempotency').where('created_at', '<', before).execute()
    },
  }
}
