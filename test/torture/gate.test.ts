import { expect, it } from 'vitest'
import { tortureGate } from './gate.ts'
import { seededRandom } from './seeded-random.ts'

it('lets no spelling, redirect or name through to a private target, by any way out', { timeout: 600_000 }, async () => {
  const { counts, failures } = await tortureGate({ count: 1_500, random: seededRandom(3), say: () => {} })
  expect(failures).toEqual([])
  expect(counts['URL spellings']).toBe(1_500)
  expect(counts['names: scenarios']).toBe(20)
})
