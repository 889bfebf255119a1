import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { afterEach, expect, test } from 'vitest'
import type { StoredBinding } from '../../../src/main/db/bindings.ts'
import { MIGRATIONS } from '../../../src/main/db/database.ts'
import { DATABASE_FILE } from '../../../src/main/db/database-file.ts'
import { openStore, type Store } from '../../../src/main/db/store.ts'
import { startTestFarm, type TestFarm } from '../../helpers/farm.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

async function farmOf(count: number): Promise<{ farm: TestFarm; uids: string[]; templates: string[] }> {
  const farm = await startTestFarm()
  stops.push(() => farm.stop())
  const templates = [await farm.template('<p>{{a}}</p>'), await farm.template('<p>{{b}}</p>')]
  const uids: string[] = []
  for (let n = 0; n < count; n++) {
    const dataSource = { type: 'webhook' }
    const { json } = await farm.call('POST', '/bindings', { templateId: templates[n % 2], dataSource, mapping: {} })
    uids.push(json.binding.uid)
  }
  return { farm, uids, templates }
}

test('lists by status hold what has that status now, newest first, and what was deleted no more', async () => {
  const { farm, uids, templates } = await farmOf(6)
  const list = async (query: string) => {
    const { json } = await farm.call('GET', `/bindings?${query}`)
    return { uids: json.bindings.map(({ uid }: { uid: string }) => uids.indexOf(uid)), total: json.pagination.total }
  }
  for (const at of [1, 2, 4]) await farm.call('POST', `/bindings/${uids[at]}/pause`)
  expect(await list('status=paused')).toEqual({ uids: [4, 2, 1], total: 3 })
  expect(await list('status=paused&limit=1&page=2')).toEqual({ uids: [2], total: 3 })
  // The sample of a first start is the oldest.
  expect(await list('limit=2&page=3')).toEqual({ uids: [1, 0], total: 7 })
  expect(await list('limit=2&page=4')).toEqual({ uids: [-1], total: 7 })
  expect(await list(`status=paused&templateId=${templates[0]}`)).toEqual({ uids: [4, 2], total: 2 })
  expect(await list(`status=paused&uids=${uids[1]},${uids[0]}`)).toEqual({ uids: [1], total: 1 })

  await farm.call('DELETE', `/bindings/${uids[2]}`)
  expect(await list('status=paused')).toEqual({ uids: [4, 1], total: 2 })
  await farm.call('POST', `/bindings/${uids[2]}/restore`)
  expect((await list('status=paused')).total + (await list('status=active')).total).toBe(7)
  await farm.call('PUT', `/bindings/${uids[4]}`, { templateId: templates[1] })
  expect((await list(`status=paused&templateId=${templates[1]}`)).uids).toEqual([4, 1])
})

test('a database of before there were such lists has them from then on', async () => {
  const dataDir = tempDir()
  const before = Object.fromEntries(Object.entries(MIGRATIONS).filter(([name]) => name < '0006'))
  const old = await openStore(dataDir, { migrations: before })
  await old.close()
  const sqlite = new BetterSqlite3(join(dataDir, DATABASE_FILE))
  insertOld(sqlite, 'bind_a', 1, null)
  insertOld(sqlite, 'bind_b', 2, 5)
  insertOld(sqlite, 'bind_c', 3, null)
  sqlite.exec("UPDATE binding_states SET failure_count = 7 WHERE uid = 'bind_c'")
  sqlite.close()
  const store: Store = await openStore(dataDir)
  stops.push(() => store.close())
  const { bindings, total } = await store.bindings.list({ page: 1, limit: 9, status: 'active' })
  expect([total, bindings.map(({ binding }: { binding: StoredBinding }) => binding.uid)]).toEqual([
    2,
    ['bind_c', 'bind_a'],
  ])
  expect((await store.bindings.counts()).active).toBe(2)
  // Of what ended before, the failures in a row are known.
  expect(bindings.map(({ state }) => state.recentEnds)).toEqual(['fffff', ''])
})

function insertOld(sqlite: BetterSqlite3.Database, uid: string, createdAt: number, deletedAt: number | null): void {
  sqlite
    .prepare(
      `INSERT INTO bindings VALUES (?, 'x', 'tmpl_x', '{"type":"webhook"}', NULL, 0, '{}', '{}', '{}', '{}', 'png', ?, NULL, 'user', '{}', 1, ?, ?, ?)`,
    )
    .run(uid, uid, createdAt, createdAt, deletedAt)
  sqlite
    .prepare(
      `INSERT INTO binding_states (uid, status, failure_count, refresh_interval, variables, missing) VALUES (?, 'active', 0, 0, '{}', '[]')`,
    )
    .run(uid)
}
