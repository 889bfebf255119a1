import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { markCleanStop } from '../../src/main/db/clean-stop.ts'
import { DATABASE_FILE } from '../../src/main/db/database-file.ts'

/** Damages the database of a farm that has stopped as its disk would: nobody wrote to it, so that the mark still holds. */
export function damageUnseen(dataDir: string): void {
  const file = join(dataDir, DATABASE_FILE)
  const sqlite = new BetterSqlite3(file)
  // No start reads these pages.
  sqlite.exec('CREATE TABLE ballast (bytes BLOB)')
  sqlite.exec('INSERT INTO ballast SELECT zeroblob(3000) FROM pragma_function_list LIMIT 50')
  sqlite.close()
  const bytes = readFileSync(file)
  writeFileSync(file, bytes.fill(0xff, bytes.length - 10 * 4096))
  markCleanStop(file)
}
