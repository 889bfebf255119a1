import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../../src/main/db/database.ts'
import { settingsRepository } from '../../../src/main/db/settings.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

/** Never so long, milliseconds: a busy machine has its own turns between. */
const AT_MOST_MS = 10_000

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
  const end = performance.now() + AT_MOST_MS
  while (turns <= 3 && performance.now() < end) await ask(settings)
  expect(turns).toBeGreaterThan(3)
})

// A machine that stops the process within a question makes that one long, so it may be tried again.
test('what is asked in a turn that something else has made long is answered in it', { retry: 3 }, async () => {
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
