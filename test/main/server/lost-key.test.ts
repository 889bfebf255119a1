import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startTestFarm } from '../../helpers/farm.ts'
import { sendJson, startServer } from '../../helpers/http-server.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

test('a data folder whose key is gone starts, says which bindings need a secret, and mends when the key is back', async () => {
  const source = await startServer(sendJson({ name: 'x' }))
  const dataDir = tempDir()
  const key = join(dataDir, 'master.key')
  const before = await startTestFarm({ dataDir })
  const templateId = await before.template('<p>{{title}}</p>')
  const open = { templateId, mapping: { title: 'name' }, refreshPolicy: { type: 'manual' } }
  const dataSource = { type: 'http', url: source.url }
  const credentials = { type: 'bearer_token', value: 'kept-in-the-dark' }
  const { uid } = await before.binding({ ...open, dataSource: { ...dataSource, credentials } })
  const { uid: harmless } = await before.binding({ ...open, dataSource })
  await before.stop()
  renameSync(key, `${key}.away`)

  const without = await startTestFarm({ dataDir })
  const show = async (farm: typeof without, which: string) =>
    (await farm.call('GET', `/bindings/${which}`)).json.binding
  expect(await show(without, uid)).toMatchObject({ needs_secret: true, status: 'active' })
  expect(await show(without, harmless)).toMatchObject({ needs_secret: false })
  const asked = source.seen.length
  const { run } = (await without.call('POST', `/bindings/${uid}/refresh?wait=true`)).json
  expect(run).toMatchObject({ outcome: 'failed', error: { code: 'NEEDS_SECRET' } })
  expect(source.seen).toHaveLength(asked)
  await without.stop()
  renameSync(`${key}.away`, key)

  const after = await startTestFarm({ dataDir })
  expect(await show(after, uid)).toMatchObject({ needs_secret: false })
  expect((await after.call('POST', `/bindings/${uid}/refresh?wait=true`)).json.run.outcome).toBe('unchanged')
  expect(source.seen.at(-1)?.headers.authorization).toBe('Bearer kept-in-the-dark')
  await after.stop()
  await source.stop()
})
