import { expect, it } from 'vitest'
import { createReusedMemory } from '../../../src/main/pictures/reused-memory.ts'

it('gives the same pieces out again, larger ones where they are too small', () => {
  const memory = createReusedMemory()
  const first = [memory.take(1000), memory.take(2000)]
  expect(new Set(first).size).toBe(2)
  memory.reuse()
  expect(memory.take(900)).toBe(first[0])
  expect(memory.take(2001).byteLength).toBeGreaterThanOrEqual(2001)
})

it('gives out nothing again that was dropped', () => {
  const memory = createReusedMemory()
  const first = memory.take(1000)
  memory.drop()
  expect(memory.take(1000)).not.toBe(first)
})
