import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { afterEach, expect, test, vi } from 'vitest'
import { firstState } from '../../../src/main/bindings/first-state.ts'
import { DATABASE_FILE } from '../../../src/main/db/database-file.ts'
import { NOTHING_OWED } from '../../../src/main/db/owed.ts'
import { commitResults } from '../../../src/main/db/results.ts'
import { openStore, type Store } from '../../../src/main/db/store.ts'
import { storedBinding } from '../../helpers/stored-binding.ts'
import { storedRun } from '../../helpers/stored-run.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

const UID = 'bind_a'
const PAGE = { page: 2, limit: 20 }
const result = () => ({
  run: storedRun({ id: 'run_a', bindingUid: UID }),
  revision: 1,
  owed: NOTHING_OWED,
  askedSource: true,
  state: { failureCount: 1 },
  data: { sourceKey: 'k', text: '1', hash: 'h', etag: null, lastModified: null, fetchedAt: 2 },
  images: [],
  events: () => [],
})

/** Done for one binding, many times a second where there are many bindings. */
const FOR_ONE: Record<string, (store: Store) => Promise<unknown>> = {
  'a look': ({ bindings }) => bindings.find(UID),
  'a look by its webhook': ({ bindings }) => bindings.findByWebhookToken('t'),
  'a call of its webhook': ({ bindings }) => bindings.putWebhookCall(UID, '{}'),
  'a promised refresh': ({ bindings }) => bindings.promiseRefresh(UID, 'run_b'),
  'its data': async ({ bindings }) => [await bindings.data(UID), await bindings.webhookBody(UID)],
  'an edit': ({ bindings }) => bindings.update(storedBinding({ uid: UID, revision: 2 }), {}, 1),
  'the end of a refresh': ({ db }) => commitResults(db, [result()]),
  'the beginning of one': ({ subjects }) => subjects([UID]),
  'its runs': ({ runs }) => runs.list(UID, { ...PAGE, outcome: 'failed' }),
  'its webhook calls': ({ webhookCalls }) => webhookCalls.list(UID, PAGE),
  'whether a file of it is needed': ({ images }) => images.isReferenced('f'),
  'the uids of its template': ({ bindings }) => bindings.uidsOfTemplate('tmpl_a'),
}

test.each(Object.entries(FOR_ONE))('%s goes through no table', async (_, work) => {
  const dataDir = tempDir()
  const store = await openStore(dataDir)
  const binding = storedBinding({ uid: UID })
  await store.bindings.insert(binding, firstState(binding))
  const prepared = vi.spyOn(BetterSqlite3.prototype, 'prepare')
  await work(store)
  const asked = [...new Set(prepared.mock.calls.map(([sql]) => sql))].filter((sql) =>
    /^\s*(select|update|delete)/i.test(sql),
  )
  await store.close()
  const sqlite = new BetterSqlite3(join(dataDir, DATABASE_FILE), { readonly: true })
  expect(asked).not.toEqual([])
  expect(asked.flatMap((sql) => scansOf(sqlite, sql))).toEqual([])
  sqlite.close()
})

/** Where SQLite would go through all rows, but for those of an index that holds next to none. */
function scansOf(sqlite: BetterSqlite3.Database, sql: string): string[] {
  const values = (sql.match(/\?/g) ?? []).map(() => 1)
  const steps = sqlite.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values) as { detail: string }[]
  const scans = steps.filter(
    ({ detail }) => detail.startsWith('SCAN') && !/states_owed|json_each|pragma|CONSTANT/.test(detail),
  )
  return scans.map(({ detail }) => `${detail}: ${sql}`)
}
