import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { problemOf, underContract } from '../../helpers/contract.ts'
import { startTestFarm, type TestFarm } from '../../helpers/farm.ts'

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

test('both want the key', async () => {
  for (const method of ['GET', 'POST']) problemOf(await farm.raw(method, '/backups'), 401, 'missing-authorization')
})
