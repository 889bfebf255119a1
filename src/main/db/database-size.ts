import { statSync } from 'node:fs'
import { join } from 'node:path'
import { DATABASE_FILE } from './database-file.ts'

/** Bytes of the database and its journal on disk. */
export function databaseBytes(dataDir: string): number {
  const file = join(dataDir, DATABASE_FILE)
  const sizes = [file, `${file}-wal`].map((path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0)
  return sizes.reduce((sum, size) => sum + size, 0)
}
