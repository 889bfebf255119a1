import { statSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { checkpointThread } from '../../../src/main/db/checkpoint-thread.ts'
import { checkpointsElsewhere } from '../../../src/main/db/checkpoints.ts'
import { DATABASE_FILE } from '../../../src/main/db/database-file.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

function openDatabase(): { sqlite: BetterSqlite3.Database; dataDir: string; write(pages: number): void } {
  const dataDir = tempDir()
  const sqlite = new BetterSqlite3(join(dataDir, DATABASE_FILE))
  onTestFinished(() => void sqlite.close())
  sqlite.pragma('journal_mode = WAL')
  sqlite.pragma('synchronous = OFF')
  sqlite.exec('CREATE TABLE filler (bytes BLOB)')
  const insert = sqlite.prepare('INSERT INTO filler VALUES (zeroblob(?))')
  return { sqlite, dataDir, write: (pages) => void insert.run(pages * 4096) }
}

const journalOf = (sqlite: BetterSqlite3.Database) => {
  const [pages] = sqlite.pragma('wal_checkpoint(NOOP)') as { log: number; checkpointed: number }[]
  return pages
}
const no = (error: unknown) => {
  throw error
}

test('the journal is taken into the database on a thread, once there is enough of it', async () => {
  const { sqlite, dataDir, write } = openDatabase()
  const thread = checkpointThread(dataDir)
  onTestFinished(() => thread.stop())
  const look = checkpointsElsewhere(sqlite, thread.checkpoint, no)
  write(500)
  await look()
  expect(journalOf(sqlite)?.checkpointed).toBe(0)
  write(1500)
  const { log } = journalOf(sqlite) ?? { log: 0 }
  // SQLite itself has let it grow past what it takes without being told otherwise.
  expect(log).toBeGreaterThan(2000)
  await look()
  expect(journalOf(sqlite)).toMatchObject({ log, checkpointed: log })
  expect(statSync(join(dataDir, DATABASE_FILE)).size).toBeGreaterThan(2000 * 4096)
  // What comes next begins the journal anew, and again the thread is there for it.
  write(1500)
  await look()
  expect(journalOf(sqlite)?.log).toBeLessThan(1600)
  expect(journalOf(sqlite)?.checkpointed).toBe(journalOf(sqlite)?.log)
})

test('while one is made no other is asked for', async () => {
  const { sqlite, write } = openDatabase()
  const made = Promise.withResolvers<void>()
  let asked = 0
  const look = checkpointsElsewhere(
    sqlite,
    () => {
      asked++
      return made.promise
    },
    no,
  )
  write(1500)
  const first = look()
  await look()
  expect(asked).toBe(1)
  made.resolve()
  await first
  const second = look()
  expect(asked).toBe(2)
  await second
})

test('where it fails that is told once, and SQLite sees to the journal', async () => {
  const { sqlite, write } = openDatabase()
  const told: unknown[] = []
  const fault = new Error('No thread can be made')
  const look = checkpointsElsewhere(
    sqlite,
    () => Promise.reject(fault),
    (error) => told.push(error),
  )
  write(1500)
  await look()
  await look()
  expect(told).toEqual([fault])
  write(1)
  expect(journalOf(sqlite)).toMatchObject({ checkpointed: journalOf(sqlite)?.log })
})

test('a thread that is stopped while it works, or was never needed, ends', async () => {
  const { dataDir, write } = openDatabase()
  await checkpointThread(dataDir).stop()
  write(1500)
  const thread = checkpointThread(dataDir)
  void thread.checkpoint()
  await thread.stop()
})
