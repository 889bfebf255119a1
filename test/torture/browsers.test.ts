import { expect, test } from 'vitest'
import { tortureBrowsers } from './browsers.ts'
import { seededRandom } from './seeded-random.ts'

test('browsers that are struck at every phase lose no refresh and tear no picture', { timeout: 300_000 }, async () => {
  const { failures, counts } = await tortureBrowsers({
    count: 14,
    random: seededRandom(1),
    nextLimitMs: 60_000,
    say() {},
  })
  expect(failures).toEqual([])
  expect(counts['pictures served meanwhile, all of them whole']).toBeGreaterThan(0)
})
