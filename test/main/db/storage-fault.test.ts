import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { storageFault } from '../../../src/main/db/storage-fault.ts'
import { openStore } from '../../../src/main/db/store.ts'
import { problemOf } from '../../helpers/contract.ts'
import { startTestFarm } from '../../helpers/farm.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

test('a database that may not grow says that the disk is full; a fault of ours is none of the disk', async () => {
  const store = await openStore(tempDir())
  onTestFinished(() => store.close())
  const { rows } = await sql<{ page_count: number }>`PRAGMA page_count`.execute(store.db)
  await sql.raw(`PRAGMA max_page_count = ${rows[0]?.page_count}`).execute(store.db)
  const grow = store.settings.put({ filler: 'x'.repeat(100_000) }).catch((error: unknown) => error)
  expect(storageFault(await grow)).toMatchObject({ slug: 'unavailable', message: expect.stringContaining('full') })
  const wrong = await sql
    .raw('SELECT nothing FROM nowhere')
    .execute(store.db)
    .catch((error: unknown) => error)
  expect(wrong).toBeInstanceOf(Error)
  expect(storageFault(wrong)).toBeNull()
})

/** A file system of 3 MB of its own; only root on Linux can have one. */
function smallDisk(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bindery-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', folder])
  onTestFinished(() => {
    execFileSync('umount', [folder])
    rmSync(folder, { recursive: true })
  })
  return folder
}
const canMount = process.platform === 'linux' && process.getuid?.() === 0

test.skipIf(!canMount)('on a full disk writes say so, pictures are served, and with space it goes on', async () => {
  const disk = smallDisk()
  const farm = await startTestFarm({ dataDir: join(disk, 'data') })
  onTestFinished(() => farm.stop())
  const templateId = await farm.template('<p>{{title}}</p>')
  const source = { dataSource: { type: 'static', data: { title: 'x' } }, mapping: { title: 'title' } }
  const binding = await farm.binding({ templateId, ...source, refreshPolicy: { type: 'manual' } })
  const { bavail, bsize } = statfsSync(disk)
  writeFileSync(join(disk, 'filler'), Buffer.alloc(bavail * bsize))

  const html = 'x'.repeat(400_000)
  const refused = await farm.call('POST', '/templates', { html })
  expect(problemOf(refused, 503, 'unavailable').detail).toContain('full')
  const changed = { defaults: { more: 'y' }, mapping: { title: 'title', more: 'none' } }
  await farm.call('PUT', `/bindings/${binding.uid}`, changed)
  expect((await farm.raw('GET', binding.renderUrl)).status).toBe(200)

  rmSync(join(disk, 'filler'))
  expect((await farm.call('POST', '/templates', { html })).status).toBe(200)
})
