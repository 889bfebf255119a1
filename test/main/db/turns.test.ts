import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../../src/main/db/database.ts'
import { settingsRepository } from '../../../src/main/db/settings.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

/** More of it than lasts as long as this, milliseconds, and nothing else between. */
const IN_A_ROW_MS = 300

test.each([
  ['read', (settings: ReturnType<typeof settingsRepository>) => settings.all()],
  ['written', (settings: ReturnType<typeof settingsRepository>) => settings.put({ word: 'new' })],
])('however much is %s in a row, all else has its turn between', async (_, ask) => {
  const db = await openDatabase(tempDir())
  onTestFinished(() => db.destroy())
  const settings = settingsRepository(db)
  await settings.put({ word: 'old' })
  let turns = 0
  const timer = setInterval(() => turns++, 1)
  onTestFinished(() => clearInterval(timer))
  const end = performance.now() + IN_A_ROW_MS
  while (performance.now() < end) await ask(settings)
  expect(turns).toBeGreaterThan(3)
})

test('what is asked in a turn that something else has made long is answered in it', async () => {
  const db = await openDatabase(tempDir())
  onTestFinished(() => db.destroy())
  const settings = settingsRepository(db)
  await settings.all()
  let turns = 0
  setImmediate(() => turns++)
  const end = performance.now() + 100
  while (performance.now() < end);
  for (let asked = 0; asked < 3; asked++) await settings.all()
  expect(turns).toBe(0)
})
