import { expect, test } from 'vitest'
import { tortureRenders } from './renders.ts'
import { seededRandom } from './seeded-random.ts'

// Too few for what memory does over time; that the same card stays the same shows here.
test('the same card has the same bytes whatever is drawn between', { timeout: 300_000 }, async () => {
  const { failures, counts } = await tortureRenders({ count: 120, random: seededRandom(2), say() {} })
  expect(failures.filter((failure) => !failure.includes('emory'))).toEqual([])
  expect(counts.drawn).toBeGreaterThan(100)
})
