import { expect, test } from 'vitest'
import { seededRandom } from './seeded-random.ts'
import { tortureSignatures } from './signatures.ts'

test('10,000 deliveries are verified by another library, and no flipped bit passes', async () => {
  const { counts, failures } = await tortureSignatures({ count: 10_000, random: seededRandom(1), say: () => {} })
  expect(failures.slice(0, 20)).toEqual([])
  expect(counts).toMatchObject({ 'deliveries verified': 10_000, 'calls that come in verified': 10_000 })
  expect(counts['forged deliveries refused']).toBeGreaterThan(100_000)
  expect(counts['forged calls refused']).toBeGreaterThan(100_000)
}, 300_000)
