import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { DATABASE_FILE } from './database-file.ts'

/** The settings of a database that this process does not otherwise use; none where they can't be read. */
export function readSettings(dataDir: string): Record<string, unknown> {
  try {
    const sqlite = new BetterSqlite3(join(dataDir, DATABASE_FILE), { readonly: true, fileMustExist: true })
    try {
      const rows = sqlite.prepare('SELECT key, value FROM settings').all() as { key: string; value: string }[]
      return Object.fromEntries(rows.map(({ key, value }) => [key, JSON.parse(value)]))
    } finally {
      sqlite.close()
    }
  } catch {
    return {}
  }
}
