import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { backUpDatabase } from '../../../src/main/db/backup.ts'
import { backUpOnThread } from '../../../src/main/db/backup-thread.ts'
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
  // Not that there is no transaction to roll back any more: SQLite itself has ended it.
  expect(await grow).toMatchObject({ code: 'SQLITE_FULL' })
  expect(storageFault(await grow)).toMatchObject({ slug: 'unavailable', message: expect.stringContaining('full') })
  const wrong = await sql
    .raw('SELECT nothing FROM nowhere')
    .execute(store.db)
    .catch((error: unknown) => error)
  expect(wrong).toBeInstanceOf(Error)
  expect(storageFault(wrong)).toBeNull()
})

/** A file system of 3 MB of its own; only root on Linux can have one. */
function smallDisk(size = '3m'): string {
  const folder = mkdtempSync(join(tmpdir(), 'bindery-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder])
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
  const otherFormat = (format: string) => farm.raw('GET', binding.renderUrl.replace('.png', `.${format}`))
  const unkept = await otherFormat('webp')
  expect([unkept.status, (await otherFormat('pdf')).status]).toEqual([200, 200])

  rmSync(join(disk, 'filler'))
  expect((await farm.call('POST', '/templates', { html })).status).toBe(200)
  const kept = await otherFormat('webp')
  expect(kept.headers.get('etag')).toBe(unkept.headers.get('etag'))
})

test.skipIf(!canMount)(
  'on a full disk no backup is made, the farm says so, and makes it once there is space',
  async () => {
    const disk = smallDisk()
    let looks = 0
    const monotonic = () => performance.now() + looks * 60_000
    const farm = await startTestFarm({ dataDir: join(disk, 'data'), monotonic })
    onTestFinished(() => farm.stop())
    const health = async () => {
      looks++
      return (await farm.raw('GET', '/healthz')).json.checks
    }
    const { bavail, bsize } = statfsSync(disk)
    writeFileSync(join(disk, 'filler'), Buffer.alloc(bavail * bsize - 50_000))
    await farm.farm.backups.look()
    expect(farm.farm.backups.state()).toMatchObject({ count: 0, fault: expect.stringContaining('full') })
    expect(await health()).toMatchObject({ disk: 'failing', backups: 'failing' })
    expect(readdirSync(join(disk, 'data', 'backups'))).toEqual([])

    rmSync(join(disk, 'filler'))
    await farm.farm.backups.look()
    expect(farm.farm.backups.state()).toMatchObject({ count: 1, fault: null })
    expect(await health()).toMatchObject({ database: 'ok', disk: 'ok', backups: 'ok' })
  },
)

test.skipIf(!canMount).each([
  ['that does not fit', 4_000_000],
  ['that would fill the disk', 8_500_000],
])('a backup %s takes no room from what is stored meanwhile', async (_, free) => {
  const disk = smallDisk('40m')
  const dataDir = join(disk, 'data')
  mkdirSync(dataDir)
  const store = await openStore(dataDir)
  onTestFinished(() => store.close())
  await store.settings.put({ word: 'x'.repeat(8_000_000) })
  const { bavail, bsize } = statfsSync(disk)
  writeFileSync(join(disk, 'filler'), Buffer.alloc(bavail * bsize - free))
  let least = Number.POSITIVE_INFINITY
  const timer = setInterval(() => {
    least = Math.min(least, statfsSync(disk).bavail * bsize)
  }, 1)
  onTestFinished(() => clearInterval(timer))
  const ofFarm = backUpOnThread(dataDir, join(disk, 'farm.db'), new AbortController().signal)
  await expect(ofFarm).rejects.toThrow(/too full for a backup: it takes 8\.\d MB, and [48]\.\d MB are free/)
  await expect(backUpDatabase(dataDir, join(disk, 'own.db'))).rejects.toThrow(/too full for a backup/)
  expect(least).toBeGreaterThan(free - 1_000_000)
  expect(readdirSync(disk).sort()).toEqual(['data', 'filler'])
})

test.skipIf(!canMount)(
  'a picture that does not fit is drawn once there is space; the last one is served meanwhile',
  async () => {
    const disk = smallDisk('8m')
    const farm = await startTestFarm({ dataDir: join(disk, 'data') })
    onTestFinished(() => farm.stop())
    const templateId = await farm.template('<p>{{title}}</p>')
    const source = { dataSource: { type: 'static', data: { title: 'x' } }, mapping: { title: 'title' } }
    const binding = await farm.binding({ templateId, ...source, refreshPolicy: { type: 'manual' } })
    const { bavail, bsize } = statfsSync(disk)
    // Enough for rows of the database, and not for a picture.
    writeFileSync(join(disk, 'filler'), Buffer.alloc(bavail * bsize - 400_000))
    const refresh = () => farm.call('POST', `/bindings/${binding.uid}/refresh?wait=true`)
    const noise = `<body><script>const c = document.body.appendChild(document.createElement('canvas')); c.width = c.height = 500;
    const x = c.getContext('2d'), d = x.createImageData(500, 500); for (let i = 0, s = 1; i < d.data.length; i++) { s ^= s << 13; s ^= s >>> 17; s ^= s << 5; d.data[i] = i % 4 === 3 ? 255 : s & 255 }
    x.putImageData(d, 0, 0)</script>`
    await farm.call('PUT', `/templates/${templateId}`, { html: noise, width: 500, height: 500, jsEnabled: true })
    const failed = (await refresh()).json.run
    expect(failed).toMatchObject({ outcome: 'failed', error: { code: 'UNAVAILABLE', stage: 'store' } })
    expect(failed.error.message).toContain('ENOSPC')
    const old = await farm.raw('GET', binding.renderUrl)
    expect([old.status, old.headers.get('x-bindery-state')]).toEqual([200, 'stale'])

    rmSync(join(disk, 'filler'))
    expect((await refresh()).json.run).toMatchObject({ outcome: 'rendered' })
    const fresh = await farm.raw('GET', binding.renderUrl)
    expect([fresh.status, fresh.headers.get('x-bindery-state')]).toEqual([200, 'fresh'])
    expect(fresh.bytes.equals(old.bytes)).toBe(false)
  },
)

test('while another program holds the database writes say so, pictures are served, and it goes on', async () => {
  const farm = await startTestFarm()
  onTestFinished(() => farm.stop())
  const templateId = await farm.template('<p>{{title}}</p>')
  const source = { dataSource: { type: 'static', data: { title: 'x' } }, mapping: { title: 'title' } }
  const binding = await farm.binding({ templateId, ...source, refreshPolicy: { type: 'manual' } })
  const other = new BetterSqlite3(join(farm.dataDir, 'bindery.db'))
  other.exec('BEGIN IMMEDIATE')
  const before = performance.now()
  const refused = await farm.call('POST', '/templates', { html: 'x' })
  expect(problemOf(refused, 503, 'unavailable').detail).toContain('Another program holds the database')
  expect((await farm.raw('GET', binding.renderUrl)).status).toBe(200)
  expect((await farm.call('GET', `/bindings/${binding.uid}`)).status).toBe(200)
  // A quarter of a second is waited for the other one; a machine that is busy with other tests is given more.
  expect(performance.now() - before).toBeLessThan(4_000)
  other.close()
  expect((await farm.call('POST', '/templates', { html: 'x' })).status).toBe(200)
})

test.each([['SQLITE_READONLY', 'PRAGMA query_only = 1']])(
  'a database that can no longer be written (%s) says so, and goes on when it can',
  async (_, pragma) => {
    const store = await openStore(tempDir())
    onTestFinished(() => store.close())
    await sql.raw(pragma).execute(store.db)
    const refused = await store.settings.put({ a: 1 }).catch((error: unknown) => error)
    expect(storageFault(refused)?.message).toMatch(/no longer be written.*read-only/)
    await sql.raw('PRAGMA query_only = 0').execute(store.db)
    await store.settings.put({ a: 2 })
    expect(await store.settings.all()).toEqual({ a: 2 })
  },
)

test('a fault of a file says what the disk lacks; one of the network is none of the disk', () => {
  const fault = (code: string, syscall: string) => storageFault(Object.assign(new Error(code), { code, syscall }))
  expect(fault('ENOSPC', 'write')?.message).toContain('full')
  expect(fault('EROFS', 'open')?.message).toContain('read-only')
  expect(fault('EACCES', 'mkdir')?.message).toContain('permissions')
  expect(fault('EACCES', 'connect')).toBeNull()
  expect(fault('ENOENT', 'mkdir')?.message).toContain('gone')
  expect(fault('ENOENT', 'open')).toBeNull()
})
