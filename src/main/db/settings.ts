import type { Json } from '../../shared/json.ts'
import type { Db } from './database.ts'

export interface SettingsRepository {
  all(): Promise<Record<string, Json>>
  put(values: Record<string, Json>): Promise<void>
}

export function settingsRepository(db: Db): SettingsRepository {
  return {
    async all() {
      const rows = await db.selectFrom('settings').selectAll().execute()
      return Object.fromEntries(rows.map(({ key, value }) => [key, JSON.parse(value) as Json]))
    },
    async put(values) {
      await db.transaction().execute(async (trx) => {
        for (const [key, value] of Object.entries(values)) {
          const text = JSON.stringify(value)
          await trx
            .insertInto('settings')
            .values({ key, value: text })
            .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: text }))
            .execute()
        }
      })
    },
  }
}
