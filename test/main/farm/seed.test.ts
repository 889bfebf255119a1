import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { expect, test } from 'vitest'
import { commentedSamples } from '../../../src/shared/sample-variables.ts'
import { startTestFarm } from '../../helpers/farm.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

/** Starts a farm, and gives how many templates and bindings there are. */
async function countsAt(dataDir: string) {
  const farm = await startTestFarm({ dataDir })
  try {
    const [templates, bindings] = await Promise.all(['/templates', '/bindings'].map((path) => farm.call('GET', path)))
    return { templates: templates?.json.pagination.total, bindings: bindings?.json.pagination.total }
  } finally {
    await farm.stop()
  }
}

test.each([
  ['after the template of the sample', 'DELETE FROM bindings'],
  ['after the sample', 'DELETE FROM templates WHERE uid NOT IN (SELECT template_id FROM bindings)'],
  ['before it was noted', 'SELECT 1'],
])('a first start that was cut off %s is gone on with', async (_, undo) => {
  const dataDir = tempDir()
  const whole = await countsAt(dataDir)
  const db = new BetterSqlite3(join(dataDir, 'bindery.db'))
  db.pragma('foreign_keys = ON')
  db.exec(`${undo}; DELETE FROM settings WHERE key = 'seeded'`)
  db.close()
  expect(await countsAt(dataDir)).toEqual(whole)
  expect(whole.bindings).toBe(1)
})

test('every variable of a starter has a value to be shown with', async () => {
  const farm = await startTestFarm()
  const { templates } = (await farm.call('GET', '/templates?limit=100')).json
  await farm.stop()
  expect(templates.length).toBeGreaterThan(3)
  for (const { name, html, variableDefinitions } of templates) {
    const samples = commentedSamples(html)
    for (const { name: variable, defaultValue } of variableDefinitions)
      expect(samples[variable] ?? defaultValue, `${name}: ${variable}`).toBeDefined()
  }
})
