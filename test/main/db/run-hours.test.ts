import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { MIGRATIONS } from '../../../src/main/db/database.ts'
import { DATABASE_FILE } from '../../../src/main/db/database-file.ts'
import { NOTHING_OWED } from '../../../src/main/db/owed.ts'
import { commitResults, type RefreshResult } from '../../../src/main/db/results.ts'
import { openStore, type Store } from '../../../src/main/db/store.ts'
import { newRunId } from '../../../src/main/ids.ts'
import type { Outcome } from '../../../src/shared/run.ts'
import { storedRun } from '../../helpers/stored-run.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

const HOUR = 3_600_000

async function open(dataDir = tempDir()): Promise<Store> {
  const store = await openStore(dataDir)
  onTestFinished(() => store.close())
  return store
}

/** Two bindings, a and b. */
function insertBindings(dataDir: string): void {
  const sqlite = new BetterSqlite3(join(dataDir, DATABASE_FILE))
  const binding = sqlite.prepare(
    `INSERT INTO bindings VALUES (?, 'x', 'tmpl_x', '{"type":"webhook"}', NULL, 0, '{}', '{}', '{}', '{}', 'png', ?, NULL, 'user', '{}', 1, 1, 1, NULL)`,
  )
  const state = sqlite.prepare(
    `INSERT INTO binding_states (uid, status, failure_count, refresh_interval, variables, missing) VALUES (?, 'active', 0, 0, '{}', '[]')`,
  )
  for (const uid of ['a', 'b']) {
    binding.run(uid, uid)
    state.run(uid)
  }
  sqlite.close()
}

const result = (bindingUid: string, outcome: Outcome, finishedAt: number): RefreshResult => ({
  run: storedRun({ id: newRunId(), bindingUid, outcome, finishedAt }),
  revision: 1,
  owed: NOTHING_OWED,
  askedSource: true,
  state: {},
  data: null,
  images: [],
  events: () => [],
})

test('runs are counted in the hour in which they ended, of each binding and of all', async () => {
  const dataDir = tempDir()
  const store = await open(dataDir)
  insertBindings(dataDir)
  const groups = [
    [result('a', 'rendered', HOUR), result('b', 'not_modified', 2 * HOUR - 1), result('a', 'failed', 2 * HOUR)],
    // The clock was set back in between.
    [result('a', 'unchanged', HOUR + 5), result('b', 'cancelled', 2 * HOUR), result('a', 'failed', 2 * HOUR + 9)],
    [result('a', 'failed', 9 * HOUR), result('a', 'failed', 9 * HOUR + 1)],
  ]
  for (const group of groups) await commitResults(store.db, group)
  expect(await store.runs.hoursSince(0)).toEqual([
    { hour: HOUR, rendered: 1, unchanged: 2, failed: 0 },
    { hour: 2 * HOUR, rendered: 0, unchanged: 0, failed: 2 },
    { hour: 9 * HOUR, rendered: 0, unchanged: 0, failed: 2 },
  ])
  expect(await store.runs.hoursSince(0, 'a')).toEqual([
    { hour: HOUR, rendered: 1, unchanged: 1, failed: 0 },
    { hour: 2 * HOUR, rendered: 0, unchanged: 0, failed: 2 },
    { hour: 9 * HOUR, rendered: 0, unchanged: 0, failed: 2 },
  ])
  expect(await store.runs.hoursSince(HOUR, 'b')).toEqual([{ hour: HOUR, rendered: 0, unchanged: 1, failed: 0 }])
  expect(await store.runs.hoursSince(HOUR + 1, 'b')).toEqual([])
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
