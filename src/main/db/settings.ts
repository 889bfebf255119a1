import type { Transaction } from 'kysely'
import type { Json } from '../../shared/json.ts'
import type { Db } from './database.ts'
import { changeAndTell, type Tell } from './events.ts'
import type { Tables } from './tables.ts'

export interface SettingsRepository {
  /** Without those that can't be read. */
  all(): Promise<Record<string, Json>>
  put(values: Record<string, Json>): Promise<void>
  /** Puts, and tells which settings were changed. */
  change(values: Record<string, Json>, at: number): Promise<void>
}

export function settingsRepository(db: Db, tell: Tell = () => {}): SettingsRepository {
  return {
    async all() {
      const rows = await db.selectFrom('settings').selectAll().execute()
      return Object.fromEntries(rows.flatMap(({ key, value }) => readEntry(key, value)))
    },
    async put(values) {
      await db.transaction().execute((trx) => putAll(trx, values))
    },
    async change(values, at) {
      await changeAndTell(db, tell, async (trx) => {
        await putAll(trx, values)
        return { events: [{ type: 'settings.changed', data: { members: Object.keys(values) } }], at }
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

async function putAll(trx: Transaction<Tables>, values: Record<string, Json>): Promise<void> {
  for (const [key, value] of Object.entries(values)) {
    const text = JSON.stringify(value)
    await trx
      .insertInto('settings')
      .values({ key, value: text })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: text }))
      .execute()
  }
}
