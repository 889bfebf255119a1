import { copyFileSync, existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { type Kysely, sql } from 'kysely'
import { expect, test } from 'vitest'
import { backUpDatabase } from '../../../src/main/db/backup.ts'
import { listBackups } from '../../../src/main/db/backup-files.ts'
import { findBackupFault } from '../../../src/main/db/damage.ts'
import { MIGRATIONS, openDatabase } from '../../../src/main/db/database.ts'
import { DATABASE_FILE } from '../../../src/main/db/database-file.ts'
import { settingsRepository } from '../../../src/main/db/settings.ts'
import { runDying, sourceUrl } from '../../helpers/dying-script.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

/** A process is killed right before each of its steps in turn, until it comes to its end. */
async function atEveryStep(act: (step: number) => Promise<boolean>): Promise<number> {
  let step = 1
  while (await act(step)) step++
  return step - 1
}

async function word(directory: string): Promise<unknown> {
  const db = await openDatabase(directory)
  const { word } = await settingsRepository(db).all()
  await db.destroy()
  return word
}

async function put(directory: string, word: string): Promise<void> {
  const db = await openDatabase(directory)
  await settingsRepository(db).put({ word })
  await db.destroy()
}

/** A database as a kill leaves it: its last change is in its journal alone. */
function killedWith(directory: string, word: string): void {
  const file = join(directory, DATABASE_FILE)
  const open = new BetterSqlite3(file)
  open.prepare("UPDATE settings SET value = ? WHERE key = 'word'").run(JSON.stringify(word))
  for (const suffix of ['', '-wal']) copyFileSync(file + suffix, `${file}.copy${suffix}`)
  open.close()
  for (const suffix of ['', '-wal']) copyFileSync(`${file}.copy${suffix}`, file + suffix)
}

test('a restore that is cut off at any step leaves the old database or the new one, whole', async () => {
  const from = tempDir()
  await put(from, 'backed up')
  const backup = join(from, 'one.db')
  await backUpDatabase(from, backup)
  const seen = new Set<unknown>()
  const steps = await atEveryStep(async (step) => {
    const directory = tempDir()
    await put(directory, 'old')
    killedWith(directory, 'in the journal')
    const script = `import { restoreDatabase } from ${sourceUrl('db/restore.ts')}
      await restoreDatabase(${JSON.stringify(directory)}, ${JSON.stringify(backup)}, () => true, 0)`
    const wasKilled = await runDying(script, directory, step)
    expect(existsSync(join(directory, DATABASE_FILE)), `step ${step}`).toBe(true)
    const found = await word(directory)
    seen.add(found)
    expect(readdirSync(directory).filter((name) => /restor/.test(name))).toEqual([])
    expect(found === 'in the journal' || found === 'backed up', `step ${step}: ${found}`).toBe(true)
    const aside = join(directory, `${DATABASE_FILE}.replaced-1970-01-01T00-00-00Z`)
    expect(existsSync(aside), `step ${step}`).toBe(found === 'backed up')
    if (found !== 'backed up') return wasKilled
    const old = new BetterSqlite3(aside)
    expect(old.prepare("SELECT value FROM settings WHERE key = 'word'").pluck().get()).toBe('"in the journal"')
    old.close()
    return wasKilled
  })
  expect(steps).toBeGreaterThan(8)
  expect(seen.size).toBe(2)
}, 120_000)

test('a first start that is cut off at any step is followed by another first start', async () => {
  const steps = await atEveryStep(async (step) => {
    const directory = tempDir()
    const script = `import { openDatabase } from ${sourceUrl('db/database.ts')}
      await (await openDatabase(${JSON.stringify(directory)})).destroy()`
    const wasKilled = await runDying(script, directory, step)
    await put(directory, 'new')
    expect(await word(directory)).toBe('new')
    expect(readdirSync(directory)).toEqual([DATABASE_FILE])
    return wasKilled
  })
  expect(steps).toBeGreaterThan(2)
}, 120_000)

test('a damaged database that is set aside, cut off at any step, never gives way to an empty one', async () => {
  const garbage = 'no database'.repeat(1000)
  const steps = await atEveryStep(async (step) => {
    const directory = tempDir()
    for (const suffix of ['', '-wal']) writeFileSync(join(directory, DATABASE_FILE + suffix), garbage)
    const script = `import { openDatabase } from ${sourceUrl('db/database.ts')}
      await openDatabase(${JSON.stringify(directory)}).catch(() => {})`
    const wasKilled = await runDying(script, directory, step)
    await expect(openDatabase(directory)).rejects.toThrow(/damaged.*set aside/)
    const names = readdirSync(directory)
    expect(names).not.toContain(DATABASE_FILE)
    expect(names.some((name) => /\.damaged-[^-]+-[^-]+-[^-]+-[^-]+-[^-]+$/.test(name))).toBe(true)
    expect(names.some((name) => name.endsWith('-wal'))).toBe(true)
    return wasKilled
  })
  expect(steps).toBeGreaterThan(1)
}, 120_000)

test('a backup that is cut off at any step is no backup; the next one clears it away', async () => {
  const steps = await atEveryStep(async (step) => {
    const directory = tempDir()
    await put(directory, 'kept')
    const script = `import { backUpDatabase } from ${sourceUrl('db/backup.ts')}
      await backUpDatabase(${JSON.stringify(directory)}, ${JSON.stringify(join(directory, 'backups'))} + '/manual-2030-01-01T00-00-00Z.db')`
    const wasKilled = await runDying(script, directory, step)
    for (const { path } of listBackups(directory, Date.UTC(2030, 0, 2))) {
      expect(await findBackupFault(path, MIGRATIONS)).toBeNull()
    }
    expect(await word(directory)).toBe('kept')
    return wasKilled
  })
  expect(steps).toBeGreaterThan(1)
}, 120_000)

test('a migration that is cut off at any statement leaves nothing, and is carried out at the next start', async () => {
  const steps = await atEveryStep(async (step) => {
    const directory = tempDir()
    await put(directory, 'kept')
    const up = (killedAt: number) => `{ ...MIGRATIONS, '9999-next': { async up(db) {
      let left = ${killedAt}
      for (const statement of [
        'ALTER TABLE bindings ADD COLUMN colour TEXT', 'CREATE TABLE colours (name TEXT) STRICT',
        "INSERT INTO colours VALUES ('red')", "UPDATE settings SET value = '\\"changed\\"'",
      ]) {
        if (--left === 0) process.kill(process.pid, 'SIGKILL')
        await sql.raw(statement).execute(db)
      }
      if (--left === 0) process.kill(process.pid, 'SIGKILL')
    } } }`
    const script = (killedAt: number) => `import { MIGRATIONS, openDatabase } from ${sourceUrl('db/database.ts')}
      import { sql } from ${JSON.stringify(import.meta.resolve('kysely'))}
      await (await openDatabase(${JSON.stringify(directory)}, { migrations: ${up(killedAt)} })).destroy()`
    const wasKilled = await runDying(script(step), '/nowhere', 0)
    if (!wasKilled) return false
    const file = new BetterSqlite3(join(directory, DATABASE_FILE))
    expect(file.prepare("SELECT name FROM sqlite_schema WHERE name = 'colours'").all()).toEqual([])
    expect(file.prepare('SELECT name FROM kysely_migration').pluck().all()).toEqual(Object.keys(MIGRATIONS))
    file.close()
    expect(await word(directory)).toBe('kept')
    await runDying(script(0), '/nowhere', 0)
    const after = new BetterSqlite3(join(directory, DATABASE_FILE))
    expect(after.prepare('SELECT name FROM colours').pluck().all()).toEqual(['red'])
    after.close()
    expect(listBackups(directory, Date.now()).map(({ kind, name }) => [kind, name.slice(0, 16)])).toContainEqual([
      'before',
      'before-9999-next',
    ])
    return true
  })
  expect(steps).toBe(5)
}, 120_000)

test('a migration that fails at every start leaves the backup from before the one that did not', async () => {
  const directory = tempDir()
  await put(directory, 'kept')
  const migrations = {
    ...MIGRATIONS,
    '9998-done': { up: async (db: Kysely<unknown>) => void (await sql`CREATE TABLE colours (name TEXT)`.execute(db)) },
    '9999-failing': { up: async () => Promise.reject(new Error('There is no room')) },
  }
  for (let start = 0; start < 7; start++)
    await expect(openDatabase(directory, { migrations, now: () => start * 60_000 })).rejects.toThrow('no room')
  const kept = listBackups(directory, 3_600_000)
  expect(kept.map(({ name }) => name)).toEqual([
    'before-9999-failing-1970-01-01T00-06-00Z.db',
    'before-9998-done-1970-01-01T00-00-00Z.db',
  ])
  expect(await findBackupFault(kept[1]?.path ?? '', MIGRATIONS)).toBeNull()
})
