import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { MIGRATIONS } from '../../../src/main/db/database.ts'
import { DATABASE_FILE } from '../../../src/main/db/database-file.ts'
import { openStore } from '../../../src/main/db/store.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

test('the data of a database in which the text stood before what tells of it are kept', async () => {
  const dataDir = tempDir()
  const before = Object.fromEntries(Object.entries(MIGRATIONS).filter(([name]) => name < '0012'))
  await (await openStore(dataDir, { migrations: before })).close()
  const text = JSON.stringify({ title: 'x'.repeat(50_000) })
  const sqlite = new BetterSqlite3(join(dataDir, DATABASE_FILE))
  const binding = sqlite.prepare(
    `INSERT INTO bindings VALUES (?, 'x', 'tmpl_x', '{"type":"webhook"}', NULL, 0, '{}', '{}', '{}', '{}', 'png', ?, NULL, 'user', '{}', 1, 1, 1, 2)`,
  )
  for (const uid of ['a', 'b']) binding.run(uid, uid)
  sqlite
    .prepare(
      `INSERT INTO binding_data (uid, source_key, text, hash, etag, last_modified, fetched_at, webhook_body)
        VALUES ('a', 'k', ?, 'h', '"e"', 'm', 7, '{"call":1}'), ('b', NULL, NULL, NULL, NULL, NULL, NULL, NULL)`,
    )
    .run(text)
  sqlite.close()

  const store = await openStore(dataDir)
  onTestFinished(() => store.close())
  const kept = { sourceKey: 'k', hash: 'h', etag: '"e"', lastModified: 'm', fetchedAt: 7 }
  expect(await store.bindings.data('a')).toEqual({ ...kept, text })
  expect(await store.bindings.webhookBody('a')).toBe('{"call":1}')
  expect(await store.bindings.data('b')).toBeNull()
  await store.bindings.purgeDeleted(3)
  expect(await store.bindings.data('a')).toBeNull()
})
