import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { problemOf, underContract } from '../../helpers/contract.ts'
import { startTestFarm, type TestFarm } from '../../helpers/farm.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

let farm: TestFarm
beforeAll(async () => {
  farm = await underContract(await startTestFarm())
})
afterAll(() => farm.stop())

test('a backup that is asked for is whole, and is listed', async () => {
  const { status, json } = await farm.call('POST', '/backups')
  expect([status, json.backup.kind]).toEqual([201, 'manual'])
  const list = (await farm.call('GET', '/backups')).json
  expect(list.folder).toBe(join(farm.dataDir, 'backups'))
  expect(list.backups).toContainEqual(json.backup)
  const file = join(list.folder, json.backup.name)
  expect(existsSync(file)).toBe(true)
  const copy = new BetterSqlite3(file, { readonly: true })
  expect(copy.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(copy.prepare('SELECT count(*) FROM bindings').pluck().get()).toBe(1)
  copy.close()
})

test('one at a time', async () => {
  const both = await Promise.all([farm.call('POST', '/backups'), farm.call('POST', '/backups')])
  expect(both.map(({ status }) => status).sort()).toEqual([201, 409])
})

test('one that can’t be written says why, and the next one works', async () => {
  const folder = join(farm.dataDir, 'backups')
  rmSync(folder, { recursive: true })
  writeFileSync(folder, 'no folder')
  const { detail } = problemOf(await farm.call('POST', '/backups'), 503, 'unavailable')
  expect(detail).toContain('could not be backed up')
  rmSync(folder)
  expect((await farm.call('POST', '/backups')).status).toBe(201)
})

test('one is put back by the next start, what it replaces is kept, and one may think better of it', async () => {
  const dataDir = tempDir()
  let own = await underContract(await startTestFarm({ dataDir }))
  const restart = async () => {
    await own.stop()
    own = await underContract(await startTestFarm({ dataDir }))
  }
  const names = async () =>
    (await own.call('GET', '/templates?limit=100')).json.templates.map(({ name }: { name: string }) => name)
  const restoring = async () => (await own.call('GET', '/backups')).json.restoring
  try {
    await own.template('<p>before</p>', { name: 'Before' })
    const { backup } = (await own.call('POST', '/backups')).json
    await own.template('<p>after</p>', { name: 'After' })
    problemOf(await own.call('POST', '/backups/bindery-none.db/restore'), 404, 'not-found')
    problemOf(await own.call('POST', `/backups/${encodeURIComponent('../bindery.db')}/restore`), 404, 'not-found')

    const asked = await own.call('POST', `/backups/${backup.name}/restore`)
    expect([asked.status, asked.json.backup]).toEqual([202, backup])
    expect(await restoring()).toBe(backup.name)
    expect((await own.call('DELETE', '/backups/restore')).json).toEqual({ cancelled: true })
    expect(await restoring()).toBe(null)
    await restart()
    expect(await names()).toContain('After')

    // Asked twice it is carried out once.
    for (let i = 0; i < 2; i++) await own.call('POST', `/backups/${backup.name}/restore`)
    expect(await names()).toContain('After')
    await restart()
    expect(await names()).toContain('Before')
    expect(await names()).not.toContain('After')
    expect(await restoring()).toBe(null)
    expect(readdirSync(dataDir).filter((name) => name.includes('.replaced-'))).toHaveLength(1)
    expect(readdirSync(dataDir).filter((name) => name.includes('.restore-'))).toEqual([])
  } finally {
    await own.stop()
  }
})

test('one that is damaged is refused, and the database stays', async () => {
  const { backup } = (await farm.call('POST', '/backups')).json
  writeFileSync(join(farm.dataDir, 'backups', backup.name), 'no database')
  const { detail } = problemOf(await farm.call('POST', `/backups/${backup.name}/restore`), 503, 'unavailable')
  expect(detail).toContain('not a backup that can be restored')
  expect((await farm.call('GET', '/backups')).json.restoring).toBe(null)
})

test('all want the key', async () => {
  for (const [method, path] of [
    ['GET', '/backups'],
    ['POST', '/backups'],
    ['POST', '/backups/x/restore'],
    ['DELETE', '/backups/restore'],
  ] as const)
    problemOf(await farm.raw(method, path), 401, 'missing-authorization')
})
