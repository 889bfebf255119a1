import { afterEach, expect, test } from 'vitest'
import { endPrograms } from '../helpers/program.ts'
import { tortureMalformed } from './malformed.ts'
import { seededRandom } from './seeded-random.ts'

afterEach(endPrograms)

test('broken framing, crooked paths and changed bytes neither crash the farm nor get anything out of it', async () => {
  const { counts, failures } = await tortureMalformed({ count: 2000, random: seededRandom(1), say: () => {} })
  expect(failures.slice(0, 20)).toEqual([])
  expect(counts['broken requests']).toBeGreaterThan(70)
  expect(counts['crooked paths']).toBeGreaterThan(600)
}, 300_000)
