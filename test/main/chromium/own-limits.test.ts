import { expect, test } from 'vitest'
import { ownLimits } from '../../../src/main/chromium/own-limits.ts'

const GIB = 1024 ** 3

test.each([
  ['a small container', 0.4, 2, 1, 0.24],
  ['a container of 2 GB', 2, 8, 1, 1.2],
  ['two cores', 8, 2, 3, 1.5],
  ['a large machine', 64, 32, 4, 1.5],
])('%s', (_, memory, cores, size, most) => {
  expect(ownLimits(memory * GIB, cores)).toEqual({ size, memoryLimit: expect.closeTo(most * GIB, -1) })
})
