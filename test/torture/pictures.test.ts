import { expect, test } from 'vitest'
import { torturePictures } from './pictures.ts'
import { seededRandom } from './seeded-random.ts'

test('every picture is that of its own page, whoever gives up and whatever ends', { timeout: 300_000 }, async () => {
  const { failures, counts } = await torturePictures({ count: 120, random: seededRandom(5), say() {} })
  expect(failures).toEqual([])
  expect(counts.drawn).toBeGreaterThan(50)
  expect(counts['given up']).toBeGreaterThan(10)
})
