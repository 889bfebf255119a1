import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import { backupsDir, listBackups } from '../../../src/main/db/backup-files.ts'
import { backUpOnThread } from '../../../src/main/db/backup-thread.ts'
import { openDatabase } from '../../../src/main/db/database.ts'
import { DATABASE_FILE } from '../../../src/main/db/database-file.ts'
import { settingsRepository } from '../../../src/main/db/settings.ts'
import { createBackups } from '../../../src/main/upkeep/backups.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const START = Date.UTC(2030, 0, 1)

/** Backups of a real database, with clocks that the test sets. */
async function backupsOf({ kept = 7 } = {}) {
  const dataDir = tempDir()
  const db = await openDatabase(dataDir)
  onTestFinished(() => db.destroy())
  const clock = { now: START, monotonic: 0 }
  const logged: string[] = []
  const log = { info: () => {}, error: (_: object, line: string) => logged.push(line) }
  const backups = createBackups({
    dataDir,
    kept: () => kept,
    copy: (target, signal) => backUpOnThread(dataDir, target, signal),
    prepareRestore: async () => {},
    cancelRestore: () => {},
    now: () => clock.now,
    monotonic: () => clock.monotonic,
    log,
  })
  onTestFinished(() => backups.stop())
  return {
    dataDir,
    db,
    backups,
    clock,
    logged,
    pass(ms: number) {
      clock.now += ms
      clock.monotonic += ms
    },
    names: () => listBackups(dataDir, clock.now).map(({ name }) => name),
  }
}

describe('one a day', () => {
  test('the first at once, the next a day later, and seven are kept', async () => {
    const { backups, pass, names } = await backupsOf()
    await backups.look()
    expect(names()).toEqual(['daily-2030-01-01T00-00-00Z.db'])
    pass(23 * HOUR)
    await backups.look()
    expect(names()).toHaveLength(1)
    for (let day = 0; day < 9; day++) {
      pass(DAY)
      await backups.look()
    }
    expect(names()).toHaveLength(7)
    expect(names()[0]).toBe('daily-2030-01-10T23-00-00Z.db')
    expect(names()[6]).toBe('daily-2030-01-04T23-00-00Z.db')
  })

  test('those of people and of migrations are not among the seven', async () => {
    const { backups, dataDir, pass, names } = await backupsOf({ kept: 1 })
    mkdirSync(backupsDir(dataDir))
    for (const name of ['manual-2029-01-02T00-00-00Z.db', 'before-0002-x-2029-01-01T00-00-00Z.db']) {
      writeFileSync(join(backupsDir(dataDir), name), '')
    }
    await backups.look()
    pass(DAY)
    await backups.look()
    expect(names()).toEqual([
      'daily-2030-01-02T00-00-00Z.db',
      'manual-2029-01-02T00-00-00Z.db',
      'before-0002-x-2029-01-01T00-00-00Z.db',
    ])
  })

  test('a clock that jumps neither stops them nor makes them without end', async () => {
    const { backups, clock, pass, names } = await backupsOf()
    await backups.look()
    clock.now += 8 * 365 * DAY
    await backups.look()
    expect(names()).toHaveLength(1)
    pass(HOUR)
    await backups.look()
    expect(names()).toHaveLength(2)
    clock.now = START + DAY
    pass(HOUR)
    await backups.look()
    expect(names()[0]).toBe('daily-2030-01-02T01-00-00Z.db')
    expect(backups.state()).toMatchObject({ count: 3, newestAt: START + DAY + HOUR })
    expect(backups.areFine()).toBe(true)
  })

  test('one that was made while the clock was ahead stands for none', async () => {
    const { backups, clock, pass, names } = await backupsOf()
    clock.now += 365 * DAY
    await backups.look()
    clock.now = START
    pass(HOUR)
    await backups.look()
    expect(names()).toEqual(['daily-2030-01-01T01-00-00Z.db', 'daily-2031-01-01T00-00-00Z.db'])
  })

  test('one that fails is told of, and made as soon as it can be', async () => {
    const { backups, dataDir, logged, names, pass } = await backupsOf()
    writeFileSync(backupsDir(dataDir), 'a file where the folder should be')
    expect(backups.areFine()).toBe(true)
    await backups.look()
    expect(logged).toEqual([expect.stringMatching(/could not be backed up/)])
    expect(backups.state()).toMatchObject({ count: 0, fault: expect.any(String) })
    expect(backups.areFine()).toBe(false)
    rmSync(backupsDir(dataDir))
    await backups.look()
    expect(names()).toHaveLength(1)
    expect(backups.state().fault).toBeNull()
    expect(backups.areFine()).toBe(true)
    pass(2 * DAY)
    expect(backups.areFine()).toBe(false)
  })

  test('old ones that can’t be removed keep none from being made', async () => {
    const { dataDir, backups, logged, pass, names } = await backupsOf({ kept: 1 })
    await backups.look()
    const leftover = join(backupsDir(dataDir), 'daily-2030-01-01T00-00-00Z.db.0123456789ab.new')
    mkdirSync(leftover)
    pass(DAY)
    await backups.look()
    expect(names()).toEqual(['daily-2030-01-02T00-00-00Z.db'])
    expect([backups.state().fault, logged, existsSync(leftover)]).toEqual([null, [], true])
  })

  test('what one that was cut off has left is cleared away; what a person is making is not', async () => {
    const { backups, dataDir, clock } = await backupsOf()
    mkdirSync(backupsDir(dataDir))
    const put = (name: string, ageMs: number) => {
      writeFileSync(join(backupsDir(dataDir), name), 'half')
      utimesSync(join(backupsDir(dataDir), name), (clock.now - ageMs) / 1000, (clock.now - ageMs) / 1000)
    }
    put('daily-2029-01-01T00-00-00Z.db.0123456789ab.new', 0)
    put('daily-2029-01-01T00-00-00Z.db.0123456789ab.new-journal', 0)
    put('manual-2029-01-01T00-00-00Z.db.0123456789ab.new', 0)
    put('manual-2028-01-01T00-00-00Z.db.0123456789ab.new', 2 * DAY)
    await backups.look()
    expect(readdirSync(backupsDir(dataDir)).sort()).toEqual([
      'daily-2030-01-01T00-00-00Z.db',
      'manual-2029-01-01T00-00-00Z.db.0123456789ab.new',
    ])
  })
})

describe('a backup', () => {
  test('is one file, for its owner alone, and holds what was stored', async () => {
    const { backups, dataDir, db } = await backupsOf()
    await settingsRepository(db).put({ word: 'kept' })
    await backups.look()
    const names = readdirSync(backupsDir(dataDir))
    expect(names).toHaveLength(1)
    const path = join(backupsDir(dataDir), names[0] ?? '')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(backupsDir(dataDir)).mode & 0o777).toBe(0o700)
    chmodSync(path, 0o400)
    const copy = new BetterSqlite3(path, { readonly: true })
    expect(copy.prepare("SELECT value FROM settings WHERE key = 'word'").pluck().get()).toBe('"kept"')
    expect(copy.pragma('integrity_check', { simple: true })).toBe('ok')
    copy.close()
    expect(readdirSync(backupsDir(dataDir))).toEqual(names)
  })

  test('comes to its end while the farm writes without pause, and holds it up for no long time', async () => {
    const { backups, db, names } = await backupsOf()
    const settings = settingsRepository(db)
    for (let row = 0; row < 40; row++) await settings.put({ [`filler${row}`]: 'x'.repeat(1_000_000) })
    const isOver = backups.look().then(() => true)
    let writes = 0
    let longest = 0
    for (let over = false; !over; ) {
      const before = performance.now()
      await settings.put({ count: writes++ })
      over = await Promise.race([isOver, new Promise<false>((resolve) => setImmediate(resolve, false))])
      longest = Math.max(longest, performance.now() - before)
    }
    expect(names()).toHaveLength(1)
    expect(writes).toBeGreaterThan(3)
    // The copy takes some hundred milliseconds; a machine that is busy with other tests is given more.
    expect(longest).toBeLessThan(2_000)
  })

  test('of a database that is damaged is none', async () => {
    const { backups, dataDir, db, names, logged } = await backupsOf()
    await settingsRepository(db).put({ filler: 'x'.repeat(100_000) })
    const file = new BetterSqlite3(join(dataDir, DATABASE_FILE))
    file.pragma('wal_checkpoint(TRUNCATE)')
    file.unsafeMode().pragma('writable_schema = ON')
    file.exec("UPDATE sqlite_schema SET rootpage = 2 WHERE name = 'templates'")
    file.close()
    await backups.look()
    expect(names()).toEqual([])
    expect(logged.join()).toMatch(/damaged|malformed/)
    expect(existsSync(backupsDir(dataDir)) && readdirSync(backupsDir(dataDir))).toEqual([])
  })

  test('that is under way is called off when the farm stops', async () => {
    const { backups, db, dataDir } = await backupsOf()
    for (let row = 0; row < 20; row++) await settingsRepository(db).put({ [`filler${row}`]: 'x'.repeat(1_000_000) })
    const looking = backups.look()
    await expect
      .poll(() => existsSync(backupsDir(dataDir)) && readdirSync(backupsDir(dataDir)).length, { timeout: 20_000 })
      .toBe(1)
    await backups.stop()
    await looking
    expect(backups.state().fault).toBeNull()
  })
})
