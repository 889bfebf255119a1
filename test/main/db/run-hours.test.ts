import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { MIGRATIONS } from '../../../src/main/db/database.ts'
import { DATABASE_FILE } from '../../../src/main/db/database-file.ts'
import { countInHours } from '../../../src/main/db/run-hours.ts'
import { openStore, type Store } from '../../../src/main/db/store.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

const HOUR = 3_600_000

async function open(dataDir = tempDir()): Promise<Store> {
  const store = await openStore(dataDir)
  onTestFinished(() => store.close())
  return store
}

test('runs are counted in the hour in which they ended, of each binding and of all', async () => {
  const store = await open()
  const ended = (bindingUid: string, outcome: 'rendered' | 'not_modified' | 'unchanged' | 'failed' | 'cancelled') => {
    return (finishedAt: number) => ({ bindingUid, outcome, finishedAt })
  }
  const groups = [
    [ended('a', 'rendered')(HOUR), ended('b', 'not_modified')(2 * HOUR - 1), ended('a', 'failed')(2 * HOUR)],
    [ended('a', 'unchanged')(HOUR + 5), ended('b', 'cancelled')(2 * HOUR), ended('a', 'failed')(9 * HOUR + 1)],
  ]
  for (const group of groups) await store.db.atOnce((statements) => countInHours(statements, group))
  expect(await store.runs.hoursSince(0)).toEqual([
    { hour: HOUR, rendered: 1, unchanged: 2, failed: 0 },
    { hour: 2 * HOUR, rendered: 0, unchanged: 0, failed: 1 },
    { hour: 9 * HOUR, rendered: 0, unchanged: 0, failed: 1 },
  ])
  expect(await store.runs.hoursSince(HOUR + 1, 'a')).toEqual([
    { hour: 2 * HOUR, rendered: 0, unchanged: 0, failed: 1 },
    { hour: 9 * HOUR, rendered: 0, unchanged: 0, failed: 1 },
  ])
  expect(await store.runs.hoursSince(0, 'b')).toEqual([{ hour: HOUR, rendered: 0, unchanged: 1, failed: 0 }])
  await store.runs.trimHours(9 * HOUR)
  expect((await store.runs.hoursSince(0, 'a')).map(({ hour }) => hour)).toEqual([9 * HOUR])
})

test('the counts of a database that kept them by binding are kept', async () => {
  const dataDir = tempDir()
  const before = Object.fromEntries(Object.entries(MIGRATIONS).filter(([name]) => name < '0011'))
  await (await openStore(dataDir, { migrations: before })).close()
  const sqlite = new BetterSqlite3(join(dataDir, DATABASE_FILE))
  const insert = sqlite.prepare(
    'INSERT INTO run_hours (binding_uid, hour, rendered, unchanged, failed) VALUES (?, ?, ?, ?, ?)',
  )
  for (const hour of [3, 1, 2])
    for (const [uid, rendered] of Object.entries({ '': 9, a: hour })) insert.run(uid, hour * HOUR, rendered, 5, 0)
  sqlite.close()
  const store = await open(dataDir)
  expect((await store.runs.hoursSince(2 * HOUR, 'a')).map(({ rendered }) => rendered)).toEqual([2, 3])
  expect((await store.runs.hoursSince(0)).map(({ rendered }) => rendered)).toEqual([9, 9, 9])
})
