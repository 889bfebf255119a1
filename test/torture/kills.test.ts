import { afterAll, expect, test } from 'vitest'
import { endPrograms } from '../helpers/program.ts'
import { kills } from './kills.ts'
import { seededRandom } from './seeded-random.ts'

afterAll(endPrograms)

// The full count is `npm run torture -- kills`.
test('a farm that is killed under load keeps all that it acknowledged', { timeout: 240_000 }, async () => {
  const { counts, failures } = await kills({ count: 6, random: seededRandom(20_261_122), say: () => {} })
  expect(failures).toEqual([])
  expect(counts.kills).toBe(6)
  for (const what of ['writes acknowledged', 'events, each once on the stream', 'processes of killed farms']) {
    expect(counts[what], what).toBeGreaterThan(0)
  }
})
