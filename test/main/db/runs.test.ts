import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { DATABASE_FILE } from '../../../src/main/db/database-file.ts'
import { insertRun, type StoredRun } from '../../../src/main/db/runs.ts'
import { openStore, type Store } from '../../../src/main/db/store.ts'
import { storedRun } from '../../helpers/stored-run.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

const UIDS = ['bind_a', 'bind_b', 'bind_c']

async function storeWithBindings(): Promise<Store> {
  const dataDir = tempDir()
  const store = await openStore(dataDir)
  onTestFinished(() => store.close())
  const sqlite = new BetterSqlite3(join(dataDir, DATABASE_FILE))
  for (const uid of UIDS) {
    sqlite
      .prepare(
        `INSERT INTO bindings VALUES (?, 'x', 'tmpl_x', '{"type":"webhook"}', NULL, 0, '{}', '{}', '{}', '{}', 'png', ?, NULL, 'user', '{}', 1, 1, 1, NULL)`,
      )
      .run(uid, uid)
  }
  sqlite.close()
  return store
}

const runOf = (bindingUid: string, id: string, outcome: StoredRun['outcome'] = 'not_modified'): StoredRun =>
  storedRun({ id, bindingUid, outcome })

test('a run that drew nothing takes the place of a like one of its own binding alone', async () => {
  const store = await storeWithBindings()
  const stored = [
    runOf('bind_c', 'c1'),
    runOf('bind_a', 'a1'),
    // The first of its binding, between those of others.
    runOf('bind_b', 'b1'),
    runOf('bind_a', 'a2'),
    runOf('bind_b', 'b2', 'unchanged'),
    runOf('bind_b', 'b3', 'unchanged'),
    runOf('bind_a', 'a3', 'rendered'),
    runOf('bind_a', 'a4'),
  ]
  await store.db.atOnce((statements) => stored.map((run) => insertRun(statements, run)))
  const { runs } = await store.runs.listAll({ page: 1, limit: 20 })
  for (const limit of [1, 2, 4]) {
    const pages = await Promise.all([1, 2, 3, 4, 5, 6, 7].map((page) => store.runs.listAll({ page, limit })))
    expect(pages.flatMap((page) => page.runs.map(({ run }) => run.id))).toEqual(runs.map(({ run }) => run.id))
  }
  expect(runs.map(({ run }) => `${run.id} ×${run.count}`)).toEqual([
    'a4 ×1',
    'a3 ×1',
    'b3 ×2',
    'a2 ×2',
    'b1 ×1',
    'c1 ×1',
  ])
})
