import { copyFileSync, fdatasync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import BetterSqlite3 from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { type Db, withStatements } from '../../../src/main/db/database.ts'
import { preparedOnce, type Statements } from '../../../src/main/db/statements.ts'
import { storageFault } from '../../../src/main/db/storage-fault.ts'
import { syncedBeside } from '../../../src/main/db/synced-beside.ts'
import type { Tables } from '../../../src/main/db/tables.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

/** A database whose syncs are let through, or failed, by the test. */
function openWith(sync: (file: number) => Promise<void>): { db: Db; sqlite: BetterSqlite3.Database; file: string } {
  const file = join(tempDir(), 'some.db')
  const sqlite = new BetterSqlite3(file)
  sqlite.pragma('journal_mode = WAL')
  sqlite.pragma('synchronous = FULL')
  sqlite.exec('CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL)')
  const { commit, close } = syncedBeside(sqlite, () => {}, sync)
  onTestFinished(() => {
    close()
    sqlite.close()
  })
  const database = preparedOnce(sqlite)
  return {
    db: withStatements(new Kysely<Tables>({ dialect: new SqliteDialect({ database }) }), database, commit),
    sqlite,
    file,
  }
}

const put = (key: string) => (statements: Statements) => statements.insert('settings', { key, value: '1' })
const keys = (statements: Statements) =>
  statements.all<{ key: string }>('SELECT key FROM settings').map(({ key }) => key)

test('nobody hears of a commit, or sees it, before it is synced', async () => {
  const syncing = Promise.withResolvers<void>()
  const synced = Promise.withResolvers<void>()
  const { db } = openWith(() => {
    syncing.resolve()
    return synced.promise
  })
  const told: string[] = []
  const committed = db.atOnce(put('a')).then(() => told.push('committed'))
  const seen = db.look(keys).then((found) => told.push(`seen ${found}`))
  const listed = db.selectFrom('settings').select('key').execute()
  await syncing.promise
  await new Promise((resolve) => setImmediate(resolve))
  expect(told).toEqual([])
  synced.resolve()
  await Promise.all([committed, seen])
  expect(told).toEqual(['committed', 'seen a'])
  expect(await listed).toEqual([{ key: 'a' }])
})

test('what is synced is the journal that the commit is in', async () => {
  const sync = promisify(fdatasync)
  const copies = tempDir()
  const { db, file } = openWith(async (journal) => {
    await sync(journal)
    for (const suffix of ['', '-wal']) copyFileSync(file + suffix, join(copies, `some.db${suffix}`))
  })
  for (const key of ['a', 'b']) {
    await db.atOnce(put(key))
    const copy = new BetterSqlite3(join(copies, 'some.db'))
    expect(copy.prepare('SELECT key FROM settings').pluck().all()).toContain(key)
    copy.close()
  }
})

test('a commit that could not be synced has failed, and it was the disk', async () => {
  const { db } = openWith(async () => {
    throw Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO', syscall: 'fdatasync' })
  })
  const fault = await db.atOnce(put('a')).catch((error: unknown) => error)
  expect(storageFault(fault)?.message).toMatch(/Check the disk/)
})

test('every other commit is synced by SQLite, also after work that throws', async () => {
  const { db, sqlite } = openWith(async () => {})
  const FULL = 2
  await db.atOnce(put('a'))
  expect(sqlite.pragma('synchronous', { simple: true })).toBe(FULL)
  await expect(
    db.atOnce((statements) => {
      put('b')(statements)
      throw new Error('not this one')
    }),
  ).rejects.toThrow('not this one')
  expect(sqlite.pragma('synchronous', { simple: true })).toBe(FULL)
  expect(await db.look(keys)).toEqual(['a'])
})
