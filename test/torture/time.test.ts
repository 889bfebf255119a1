import { expect, test } from 'vitest'
import { seededRandom } from './seeded-random.ts'
import { tortureTime } from './time.ts'

test('whatever happens to the clocks, what is due is refreshed once, and nothing else is', async () => {
  const { counts, failures } = await tortureTime({ count: 600, random: seededRandom(2030), say() {} })
  expect(failures).toEqual([])
  expect(counts.refreshes).toBeGreaterThan(600)
}, 120_000)
