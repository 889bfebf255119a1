import { expect, it } from 'vitest'
import { HOSTILE_PAGES, torturePages } from './pages.ts'
import { seededRandom } from './seeded-random.ts'

/** A third of the pages; `npm run torture -- pages` draws them all. */
const COUNT = Math.ceil(HOSTILE_PAGES / 3)

it('lets no page out, nor into a file or the farm, with JavaScript on and off', { timeout: 600_000 }, async () => {
  expect(HOSTILE_PAGES).toBeGreaterThanOrEqual(150)
  const { counts, failures } = await torturePages({ count: COUNT, random: seededRandom(3), say: () => {} })
  expect(failures).toEqual([])
  expect(counts['hostile pages']).toBe(COUNT)
})
