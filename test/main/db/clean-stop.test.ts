import { copyFileSync, existsSync, readdirSync, readFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { DATABASE_FILE } from '../../../src/main/db/database-file.ts'
import { openStore } from '../../../src/main/db/store.ts'
import type { Problem } from '../../../src/shared/errors.ts'
import { startTestFarm } from '../../helpers/farm.ts'
import { tempDir } from '../../helpers/temp-dir.ts'
import { damageUnseen } from '../../helpers/unseen-damage.ts'

/** Opens a store, uses it and closes it; whether it left the pages to be looked at later. */
async function openAndClose(dataDir: string): Promise<boolean> {
  const store = await openStore(dataDir)
  await store.settings.put({ word: 'written' })
  await store.close()
  return store.skippedPages
}

async function closedInOrder(): Promise<string> {
  const dataDir = tempDir()
  await openAndClose(dataDir)
  return dataDir
}

function exec(file: string, sql: string): void {
  const sqlite = new BetterSqlite3(file)
  sqlite.exec(sql)
  sqlite.close()
}

describe('the pages of a database are left to be looked at later', () => {
  test('once it was closed in order, whatever was written before', async () => {
    const dataDir = tempDir()
    expect(await openAndClose(dataDir)).toBe(false)
    expect(await openAndClose(dataDir)).toBe(true)
    expect(await openAndClose(dataDir)).toBe(true)
  })

  test('once it was closed in order by one who asked nothing of it', async () => {
    const dataDir = await closedInOrder()
    await (await openStore(dataDir)).close()
    expect(await openAndClose(dataDir)).toBe(true)
  })

  test.each<[string, (file: string) => void]>([
    ['another program wrote to it', (file) => exec(file, "INSERT INTO settings VALUES ('other', '1')")],
    [
      'a copy was put in its place',
      (file) => {
        copyFileSync(file, `${file}.copy`)
        renameSync(`${file}.copy`, file)
      },
    ],
    [
      'its bytes were written anew and its time was put back',
      (file) => {
        const bytes = readFileSync(file)
        writeFileSync(file, bytes.fill(0, bytes.length - 1))
        utimesSync(file, new Date(0), new Date(0))
      },
    ],
    ['it has a journal', (file) => writeFileSync(`${file}-wal`, 'not empty')],
    ['its mark is not readable', (file) => writeFileSync(`${file}.stopped`, '')],
  ])('but not where %s', async (_, change) => {
    const dataDir = await closedInOrder()
    change(join(dataDir, DATABASE_FILE))
    expect(await openAndClose(dataDir)).toBe(false)
  })

  test('and not where the farm was killed, whose start took the mark away', async () => {
    const dataDir = await closedInOrder()
    const mark = join(dataDir, `${DATABASE_FILE}.stopped`)
    expect(existsSync(mark)).toBe(true)
    const killed = await openStore(dataDir)
    expect(existsSync(mark)).toBe(false)
    expect(await openAndClose(dataDir)).toBe(false)
    await killed.db.destroy()
  })
})

test('a farm whose database is found to be damaged after its start ends, sets it aside, and does not start again', async () => {
  const first = await startTestFarm({ dataDir: tempDir() })
  await first.stop()
  damageUnseen(first.dataDir)
  const told = Promise.withResolvers<Problem>()
  const farm = await startTestFarm({ dataDir: first.dataDir, onDamaged: told.resolve })
  expect((await told.promise).message).toMatch(/is damaged \(.+\)\. It was set aside as .*\.damaged-/)
  expect(farm.logged()).toMatch(/"fatal".*"The database is damaged"/)
  await expect(farm.raw('GET', '/healthz')).rejects.toThrow()
  expect(readdirSync(first.dataDir)).not.toContain(DATABASE_FILE)
  await expect(startTestFarm({ dataDir: first.dataDir })).rejects.toThrow(/was damaged and set aside as/)
})
