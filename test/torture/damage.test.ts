import { expect, test } from 'vitest'
import { damage } from './damage.ts'
import { seededRandom } from './seeded-random.ts'

test('400 databases, each damaged in its own way, are opened whole or set aside', async () => {
  const { counts, failures } = await damage({ count: 400, random: seededRandom(3), say: () => {} })
  expect(failures).toEqual([])
  expect(counts.damaged).toBe(400)
  expect(counts['set aside, byte for byte']).toBeGreaterThan(200)
}, 120_000)
