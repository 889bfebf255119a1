import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import { backUpDatabase } from '../../../src/main/db/backup.ts'
import { backupPath, makeBackupsDir } from '../../../src/main/db/backup-files.ts'
import { findBackupFault, findNewestGood } from '../../../src/main/db/damage.ts'
import { lockDataDir } from '../../../src/main/db/data-dir-lock.ts'
import { MIGRATIONS, openDatabase } from '../../../src/main/db/database.ts'
import { DATABASE_FILE } from '../../../src/main/db/database-file.ts'
import { restoreDatabase } from '../../../src/main/db/restore.ts'
import { settingsRepository } from '../../../src/main/db/settings.ts'
import { openSecrets } from '../../../src/main/secrets/secrets.ts'
import { openSettings } from '../../../src/main/settings.ts'
import { DEFAULT_SETTINGS } from '../../../src/shared/default-settings.ts'
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

describe('a database that can not be used', () => {
  const JOURNAL = `${DATABASE_FILE}-wal`
  const fill = (file: string, from: number, to: number) => {
    const bytes = readFileSync(file)
    writeFileSync(file, bytes.fill(0, from, to))
  }
  const query = (file: string, sql: string) => new BetterSqlite3(file).exec(sql).close()

  test.each<[string, (file: string) => void]>([
    ['has no bytes', (file) => truncateSync(file, 0)],
    ['is cut short', (file) => truncateSync(file, 20_000)],
    ['is cut within a page', (file) => truncateSync(file, statSync(file).size - 1000)],
    ['has a page of zeroes', (file) => fill(file, 4096, 8192)],
    ['has a header of zeroes', (file) => fill(file, 0, 100)],
    ['has lost a table', (file) => query(file, 'PRAGMA foreign_keys = OFF; DROP TABLE binding_states')],
    ['has lost a column', (file) => query(file, 'ALTER TABLE runs DROP COLUMN details')],
    [
      'has no tables at all',
      (file) => {
        rmSync(file)
        query(file, 'PRAGMA user_version = 1')
      },
    ],
  ])('%s: is set aside with its journal, and the newest good backup is named', async (_, damage) => {
    const directory = await dataDirWith('x'.repeat(20_000))
    makeBackupsDir(directory)
    const backedUpAt = Date.UTC(2030, 0, 1)
    await backUpDatabase(directory, backupPath(directory, 'daily', backedUpAt))
    writeFileSync(backupPath(directory, 'daily', Date.UTC(2030, 0, 2)), 'half a backup')
    const file = join(directory, DATABASE_FILE)
    damage(file)
    const before = readFileSync(file)
    writeFileSync(join(directory, JOURNAL), '')
    const now = () => Date.UTC(2030, 0, 2, 12)
    const refusal = await openDatabase(directory, { now }).catch((error: Error) => error.message)
    const aside = `${DATABASE_FILE}.damaged-2030-01-02T12-00-00Z`
    expect(refusal).toMatch(/^The database .* is damaged \(.+\)\. It was set aside as /)
    expect(refusal).toContain(aside)
    // It is told in the time zone of the machine.
    const day = new Date(backedUpAt).toLocaleDateString('en-GB', { dateStyle: 'medium' })
    const command = 'bindery restore --newest --data-dir ".*"'
    expect(refusal).toMatch(new RegExp(`${command} to go back to the backup of ${day}, .*, 36 hours ago, or move`))
    expect(refusal).not.toContain('\n')
    expect(readFileSync(join(directory, aside))).toEqual(before)
    expect(readdirSync(directory)).toContain(`${aside}-wal`)

    await expect(openDatabase(directory, { now })).rejects.toEqual(unavailable(`set aside as ${aside}`))
    const newest = await findNewestGood(directory, MIGRATIONS, now())
    await restoreDatabase(directory, newest?.path ?? '', () => true, now())
    expect(await wordIn(directory)).toBe('x'.repeat(20_000))
  })

  test.each<[string, (file: string) => void, RegExp]>([
    ['a database of another program', (file) => query(file, 'CREATE TABLE theirs (x)'), /another program.*--data-dir/],
    ['a folder', (file) => mkdirSync(file), /is a folder.*Move it away/],
  ])('%s is refused and left alone', async (_, make, words) => {
    const directory = tempDir()
    const file = join(directory, DATABASE_FILE)
    make(file)
    await expect(openDatabase(directory)).rejects.toEqual(unavailable(words))
    expect(readdirSync(directory).join()).not.toContain('damaged')
    expect(existsSync(file)).toBe(true)
  })

  test('one that another program holds is refused and left alone, and opened once it is free', async () => {
    const directory = await dataDirWith('kept')
    const other = new BetterSqlite3(join(directory, DATABASE_FILE))
    other.pragma('locking_mode = EXCLUSIVE')
    other.exec('BEGIN EXCLUSIVE')
    await expect(openDatabase(directory)).rejects.toEqual(unavailable('Another program holds the database'))
    other.close()
    expect(await wordIn(directory)).toBe('kept')
  })

  test('a journal whose header is garbage is kept and told of; what was stored before it is there', async () => {
    const directory = await dataDirWith('kept')
    writeFileSync(join(directory, JOURNAL), Buffer.alloc(10_000, 'garbage'))
    const told: string[] = []
    const db = await openDatabase(directory, { now: () => 0, tell: (line) => told.push(line) })
    expect((await settingsRepository(db).all()).word).toBe('kept')
    await db.destroy()
    const aside = `${DATABASE_FILE}.damaged-journal-1970-01-01T00-00-00Z-wal`
    expect(told).toEqual([expect.stringContaining(aside)])
    expect(statSync(join(directory, aside)).size).toBe(10_000)
  })

  test('a journal that a kill left is read, and none of it is told of', async () => {
    const directory = await dataDirWith('before')
    const file = join(directory, DATABASE_FILE)
    const open = new BetterSqlite3(file)
    open.exec('UPDATE settings SET value = \'"in the journal"\'')
    const killed = tempDir()
    for (const name of [DATABASE_FILE, JOURNAL]) copyFileSync(join(directory, name), join(killed, name))
    open.close()
    const told: string[] = []
    const db = await openDatabase(killed, { tell: (line) => told.push(line) })
    expect((await settingsRepository(db).all()).word).toBe('in the journal')
    await db.destroy()
    expect(told).toEqual([])
  })

  test('a setting that can not be read has its default, and the farm starts', async () => {
    const directory = await dataDirWith('kept')
    query(
      join(directory, DATABASE_FILE),
      "INSERT INTO settings VALUES ('locale', '\"nb-N'), ('totalBytes', '\"much\"')",
    )
    const db = await openDatabase(directory)
    onTestFinished(() => db.destroy())
    const { locale, totalBytes } = (
      await openSettings(settingsRepository(db), [], openSecrets(directory, null), Date.now, () => {})
    ).current()
    expect({ locale, totalBytes }).toEqual({ locale: 'en-US', totalBytes: DEFAULT_SETTINGS.totalBytes })
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

  test.each<[string, string, (file: string) => void]>([
    ['the database itself', 'database itself', (file) => linkSync(join(file, '..', DATABASE_FILE), file)],
    ['a file of another kind', 'no backup', (file) => writeFileSync(file, 'a letter')],
    ['a folder, a device or a pipe', 'no file', (file) => mkdirSync(file)],
  ])('a backup takes not the place of %s', async (_, words, make) => {
    const directory = await dataDirWith('kept')
    const target = join(directory, 'target')
    make(target)
    const { ino } = statSync(target)
    await expect(backUpDatabase(directory, target)).rejects.toEqual(unavailable(words))
    expect(statSync(target).ino).toBe(ino)
    expect(await wordIn(directory)).toBe('kept')
  })

  test('a backup takes the place of an older one, and of an empty file', async () => {
    const directory = await dataDirWith('kept')
    const target = join(directory, 'target')
    writeFileSync(target, '')
    for (const _ of ['the empty file', 'the backup']) await backUpDatabase(directory, target)
    expect(await findBackupFault(target, MIGRATIONS)).toBeNull()
  })
})
