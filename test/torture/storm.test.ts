import { expect, test } from 'vitest'
import { seededRandom } from './seeded-random.ts'
import { tortureStorm } from './storm.ts'

test('many due at once: each refreshed once, in turn, six at a time to an origin, and spread after it', async () => {
  const { counts, failures } = await tortureStorm({ count: 150, random: seededRandom(150), say() {} })
  expect(failures).toEqual([])
  expect(counts['most requests at a time to one origin']).toBeGreaterThan(1)
}, 120_000)
