import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pageReach } from '../../../src/main/db/page-reach.ts'

const size = fc.integer({ min: 0, max: 60 })

test('a page read from either end is the same part of the list', () => {
  fc.assert(
    fc.property(size, fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 20 }), (total, page, limit) => {
      const newestFirst = Array.from({ length: total }, (_, at) => total - at)
      const reach = pageReach({ page, limit }, total)
      const walked = reach.order === 'DESC' ? newestFirst : newestFirst.toReversed()
      const read = walked.slice(reach.offset, reach.offset + reach.limit)
      const shown = reach.order === 'DESC' ? read : read.toReversed()
      expect(shown).toEqual(newestFirst.slice((page - 1) * limit, page * limit))
    }),
  )
})

test('no page passes over more than half of the list', () => {
  fc.assert(
    fc.property(size, fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 20 }), (total, page, limit) => {
      expect(pageReach({ page, limit }, total).offset).toBeLessThanOrEqual(total / 2)
    }),
  )
})
