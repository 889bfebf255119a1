import type { Json } from '../../shared/json.ts'
import type { Db } from './database.ts'

export interface SettingsRepository {
  /** Without those that can't be read. */
  all(): Promise<Record<string, Json>>
  put(values: Record<string, Json>): Promise<void>
}

export function settingsRepository(db: Db): SettingsRepository {
  return {
    async all() {
      const rows = await db.selectFrom('settings').selectAll().execute()
      return Object.fromEntries(rows.flatMap(({ key, value }) => readEntry(key, value)))
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

function readEntry(key: string, text: string): [string, Json][] {
  try {
    return [[key, JSON.parse(text) as Json]]
  } catch {
    return []
  }
}
