import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createRgbRows } from '../../../src/main/chromium/rgb-rows.ts'
import { createReusedMemory } from '../../../src/main/pictures/reused-memory.ts'

const rgbOf = (bgra: Uint8Array) =>
  Buffer.from(bgra.filter((_, i) => i % 4 < 3)).map((_, i, all) => all[i - (i % 3) + 2 - (i % 3)] as number)

const sizes = fc.record({ width: fc.integer({ min: 1, max: 9 }), height: fc.integer({ min: 1, max: 6 }) })
/** Pictures of one size, each of which differs from the one before in some rows. */
const pictures = sizes.chain(({ width, height }) => {
  const row = fc.uint8Array({ minLength: width * 3, maxLength: width * 3 })
  const rows = fc.array(fc.option(row, { nil: null }), { minLength: height, maxLength: height })
  return fc.record({
    width: fc.constant(width),
    height: fc.constant(height),
    all: fc.array(rows, { minLength: 1, maxLength: 5 }),
  })
})

it('gives red, green and blue of every picture, whatever rows it has in common with the one before', () => {
  const memory = createReusedMemory()
  fc.assert(
    fc.property(pictures, ({ width, height, all }) => {
      memory.reuse()
      const converter = createRgbRows(width, height, memory.take)
      const now = Buffer.alloc(width * height * 4, 255)
      for (const rows of all) {
        for (const [y, row] of rows.entries())
          for (const [i, value] of (row ?? []).entries()) now[y * width * 4 + Math.floor(i / 3) * 4 + (i % 3)] = value
        now.copy(converter.bgra)
        expect(converter.convert()?.rgb).toEqual(rgbOf(now))
      }
    }),
  )
})

it('gives nothing for a picture that lets something through, and the whole next one', () => {
  const converter = createRgbRows(5, 2, createReusedMemory().take)
  const clear = Buffer.alloc(40, 255)
  clear[39] = 254
  clear.copy(converter.bgra)
  expect(converter.convert()).toBe(null)
  Buffer.alloc(40, 255).copy(converter.bgra)
  expect(converter.convert()).toEqual({ rgb: Buffer.alloc(30, 255), changed: [[0, 2]] })
  Buffer.alloc(40, 255).copy(converter.bgra)
  expect(converter.convert()).toEqual({ rgb: Buffer.alloc(30, 255), changed: [] })
})
