import { copyFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { DATABASE_FILE } from '../../../src/main/db/database-file.ts'
import { openStore } from '../../../src/main/db/store.ts'
import { problemOf } from '../../helpers/contract.ts'
import { startTestFarm } from '../../helpers/farm.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

const refused = expect.objectContaining({ slug: 'unavailable', message: expect.stringContaining('no longer the one') })

const ways: [string, (file: string) => void][] = [
  ['that was removed', (file) => rmSync(file)],
  ['whose journal was removed', (file) => rmSync(`${file}-wal`)],
  [
    'that an older copy took the place of',
    (file) => {
      copyFileSync(file, `${file}.copy`)
      renameSync(`${file}.copy`, file)
    },
  ],
]

test.each(ways)('nothing is written to a database %s, and what is there is read', async (_, lose) => {
  const dataDir = tempDir()
  const store = await openStore(dataDir)
  onTestFinished(() => store.close())
  await store.settings.put({ word: 'kept' })
  lose(join(dataDir, DATABASE_FILE))
  await expect(store.settings.put({ word: 'lost' })).rejects.toEqual(refused)
  await expect(store.db.atOnce(({ run }) => run(`DELETE FROM settings`))).rejects.toEqual(refused)
  expect(await store.settings.all()).toEqual({ word: 'kept' })
})

test.skipIf(process.platform === 'win32')(
  'a farm whose data folder was moved away says so and makes no other, and goes on once it is back',
  async () => {
    const dataDir = join(tempDir(), 'data')
    const farm = await startTestFarm({ dataDir })
    onTestFinished(() => farm.stop())
    const templateId = await farm.template('<p>{{title}}</p>')
    const source = { dataSource: { type: 'static', data: { title: 'x' } }, mapping: { title: 'title' } }
    const binding = await farm.binding({ templateId, ...source, refreshPolicy: { type: 'manual' } })
    const rename = (name: string) => farm.call('PUT', `/bindings/${binding.uid}`, { name })
    const refresh = () => farm.call('POST', `/bindings/${binding.uid}/refresh?wait=true`)
    const statusOfPicture = async () => (await farm.raw('GET', binding.renderUrl)).status
    expect(await statusOfPicture()).toBe(200)

    renameSync(dataDir, `${dataDir}.away`)
    expect(problemOf(await rename('lost'), 503, 'unavailable').detail).toContain('no longer the one in the data folder')
    problemOf(await refresh(), 503, 'unavailable')
    problemOf(await farm.call('POST', `/templates/${templateId}/render`, { variables: {} }), 503, 'unavailable')
    expect(await statusOfPicture()).toBe(200)

    // Would fail if anything had been made in its place.
    renameSync(`${dataDir}.away`, dataDir)
    expect((await rename('kept')).json.binding.name).toBe('kept')
    expect((await refresh()).status).toBe(200)
  },
)
