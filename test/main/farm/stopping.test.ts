import { expect, test } from 'vitest'
import { startTestFarm } from '../../helpers/farm.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

test('a part that does not end as it should keeps none of the others from ending', async () => {
  const dataDir = tempDir()
  const { farm, logged } = await startTestFarm({ dataDir })
  farm.backups.stop = async () => {
    throw new Error('The backups would not end')
  }
  await farm.stop()
  expect(logged()).toContain('The backups would not end')
  await expect(fetch(`${farm.url}/status`)).rejects.toThrow()
  // Its database is closed, and its data folder free.
  await (await startTestFarm({ dataDir })).stop()
})

test('who asks for the end a second time waits for it too', async () => {
  const dataDir = tempDir()
  const { farm } = await startTestFarm({ dataDir })
  void farm.stop()
  await farm.stop()
  await (await startTestFarm({ dataDir })).stop()
})
