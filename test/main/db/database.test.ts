import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { backUpDatabase } from '../../../src/main/db/backup.ts'
import { findBackupFault } from '../../../src/main/db/damage.ts'
import { lockDataDir } from '../../../src/main/db/data-dir-lock.ts'
import { MIGRATIONS, openDatabase } from '../../../src/main/db/database.ts'
import { DATABASE_FILE } from '../../../src/main/db/database-file.ts'
import { restoreDatabase } from '../../../src/main/db/restore.ts'
import { settingsRepository } from '../../../src/main/db/settings.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

const unavailable = (message: RegExp | string) =>
  expect.objectContaining({ slug: 'unavailable', message: expect.stringMatching(message) })

/** A data dir whose database holds that setting. */
async function dataDirWith(word: string): Promise<string> {
  const directory = tempDir()
  await putWord(directory, word)
  return directory
}

async function putWord(directory: string, word: string): Promise<void> {
  const db = await openDatabase(directory)
  await settingsRepository(db).put({ word })
  await db.destroy()
}

async function wordIn(directory: string): Promise<unknown> {
  const db = await openDatabase(directory)
  const { word } = await settingsRepository(db).all()
  await db.destroy()
  return word
}

describe('the lock', () => {
  test('keeps a second farm off the data dir until the first lets go', () => {
    const directory = tempDir()
    const lock = lockDataDir(directory)
    expect(() => lockDataDir(directory)).toThrow(/Another Bindery is running/)
    lock.release()
    lockDataDir(directory).release()
  })
})

describe('opening', () => {
  test('keeps what was stored, in WAL mode, and syncs every commit', async () => {
    const directory = await dataDirWith('kept')
    expect(await wordIn(directory)).toBe('kept')
    const sqlite = new BetterSqlite3(join(directory, DATABASE_FILE))
    expect(sqlite.pragma('journal_mode', { simple: true })).toBe('wal')
    sqlite.close()
  })

  test('sets a file that is no database aside as it is, and starts no empty one in its place', async () => {
    const directory = tempDir()
    const file = join(directory, DATABASE_FILE)
    writeFileSync(file, 'this is not a database, however long it may be'.repeat(100))
    const before = readFileSync(file)
    await expect(openDatabase(directory)).rejects.toEqual(unavailable(/is damaged.*set aside.*restore/))
    const [aside = ''] = readdirSync(directory)
    expect(readFileSync(join(directory, aside))).toEqual(before)
    await expect(openDatabase(directory)).rejects.toEqual(unavailable(new RegExp(`set aside as ${aside}.*restore`)))
    expect(readdirSync(directory)).toEqual([aside])
  })

  test('refuses a damaged database', async () => {
    const directory = await dataDirWith('x'.repeat(20_000))
    const file = join(directory, DATABASE_FILE)
    const bytes = readFileSync(file)
    bytes.fill(0xff, 8192, bytes.length)
    writeFileSync(file, bytes)
    await expect(openDatabase(directory)).rejects.toEqual(unavailable('is damaged'))
  })

  test('refuses a database that a newer Bindery wrote', async () => {
    const directory = await dataDirWith('new')
    const sqlite = new BetterSqlite3(join(directory, DATABASE_FILE))
    sqlite.prepare("INSERT INTO kysely_migration VALUES ('9999-later', '2099-01-01')").run()
    sqlite.close()
    await expect(openDatabase(directory)).rejects.toEqual(unavailable('newer Bindery.*9999-later'))
    expect(readdirSync(directory)).toContain(DATABASE_FILE)
    expect(readdirSync(directory).join()).not.toContain('damaged')
  })
})

describe('backup and restore', () => {
  test('go round, also while the database is in use; what is replaced is set aside', async () => {
    const directory = await dataDirWith('before')
    const db = await openDatabase(directory)
    const backup = join(directory, 'backups', 'one.db')
    await backUpDatabase(directory, backup)
    await settingsRepository(db).put({ word: 'after' })
    await db.destroy()

    const aside = await restoreDatabase(directory, backup, () => true, 1234)
    expect(await wordIn(directory)).toBe('before')
    expect(aside).toContain('replaced-1970-01-01T00-00-01Z')
    const old = new BetterSqlite3(aside ?? '', { readonly: true })
    expect(old.prepare("SELECT value FROM settings WHERE key = 'word'").pluck().get()).toBe('"after"')
    old.close()
  })

  test('a database that was killed in the middle is set aside with its journal', async () => {
    const directory = await dataDirWith('first')
    const backup = join(directory, 'one.db')
    await backUpDatabase(directory, backup)
    const open = new BetterSqlite3(join(directory, DATABASE_FILE))
    open.prepare('UPDATE settings SET value = \'"in the journal"\'').run()
    expect(existsSync(join(directory, `${DATABASE_FILE}-wal`))).toBe(true)
    await restoreDatabase(directory, backup, () => true, 1)
    open.close()
    expect(await wordIn(directory)).toBe('first')
  })

  test('into an empty data dir', async () => {
    const from = await dataDirWith('moved')
    const backup = join(from, 'one.db')
    await backUpDatabase(from, backup)
    const to = tempDir()
    expect(await restoreDatabase(to, backup, () => true, 1)).toBeNull()
    expect(await wordIn(to)).toBe('moved')
    expect(readdirSync(to).filter((name) => name.includes('restoring'))).toEqual([])
  })

  test.each([
    ['is not there', () => {}],
    ['is no database', (file: string) => writeFileSync(file, 'nonsense'.repeat(1000))],
    ['is cut short', (file: string, good: Buffer) => writeFileSync(file, good.subarray(0, 10_000))],
    ['is another program’s', (file: string) => new BetterSqlite3(file).exec('CREATE TABLE t (x)').close()],
  ])('a backup that %s is refused, and nothing is touched', async (_, make) => {
    const directory = await dataDirWith('untouched')
    mkdirSync(join(directory, 'b'))
    const good = join(directory, 'good.db')
    await backUpDatabase(directory, good)
    const file = join(directory, 'b', 'backup.db')
    make(file, readFileSync(good))
    expect(await findBackupFault(file, MIGRATIONS)).not.toBeNull()
    await expect(restoreDatabase(directory, file, () => true, 1)).rejects.toEqual(unavailable('not a backup'))
    expect(await wordIn(directory)).toBe('untouched')
  })

  test('there is nothing to back up before the first start', async () => {
    const directory = tempDir()
    await expect(backUpDatabase(directory, join(directory, 'x.db'))).rejects.toEqual(unavailable('no database'))
  })
})
