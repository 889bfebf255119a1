import sharp from 'sharp'
import { expect, test } from 'vitest'
import { packPng } from '../../../src/main/packing/pack-png.ts'
import { seededRandom } from '../../torture/seeded-random.ts'

const SIDE = 200

/** As Chromium packs for speed. */
const fast = (pixels: Buffer, channels: 3 | 4): Promise<Buffer> =>
  sharp(pixels, { raw: { width: SIDE, height: SIDE, channels } })
    .png({ compressionLevel: 1 })
    .toBuffer()

function drawn(channels: 3 | 4, at: (x: number, y: number) => number[]): Promise<Buffer> {
  const pixels = Array.from({ length: SIDE * SIDE }, (_, i) => at(i % SIDE, Math.floor(i / SIDE)).slice(0, channels))
  return fast(Buffer.from(pixels.flat()), channels)
}

const pixelsOf = (png: Buffer): Promise<Buffer> => sharp(png).ensureAlpha().raw().toBuffer()

const gradient = (x: number, y: number) => [x, y, (x + y) >> 1, 255 - (x >> 1)]
const fewColours = (x: number, y: number) => [x < 100 ? 17 : 200, (y >> 4) * 16, 90, y < 20 ? 0 : 255]

test.each([
  ['a gradient', 3, gradient],
  ['a gradient that lets through', 4, gradient],
  ['few colours, for which a palette is enough', 4, fewColours],
] as const)('%s is smaller by a tenth at least, with the same pixels', async (_what, channels, at) => {
  const png = await drawn(channels, at)
  const packed = (await packPng(png)) as Buffer
  expect(packed.length).toBeLessThanOrEqual(png.length * 0.9)
  expect((await pixelsOf(packed)).equals(await pixelsOf(png))).toBe(true)
})

test('colours under what is clear are kept', async () => {
  const png = await drawn(4, (x, y) => [x, y, 100, x < 50 ? 0 : 255])
  const packed = (await packPng(png)) as Buffer
  expect((await pixelsOf(packed)).equals(await pixelsOf(png))).toBe(true)
})

test('what can hardly be packed is left, and so is what was packed before', async () => {
  const random = seededRandom(3)
  const noise = await drawn(3, () => [random() * 256, random() * 256, random() * 256])
  expect(await packPng(noise)).toBeNull()
  const packed = (await packPng(await drawn(3, gradient))) as Buffer
  expect(await packPng(packed)).toBeNull()
})

test('one with finer shades than eight bits is left', async () => {
  const png = await sharp(await drawn(3, gradient))
    .toColourspace('rgb16')
    .png({ compressionLevel: 1 })
    .toBuffer()
  expect(await packPng(png)).toBeNull()
})

test('a picture with a profile is left, since its colours hang on that', async () => {
  const png = await sharp(await drawn(3, gradient))
    .withIccProfile('p3')
    .png({ compressionLevel: 1 })
    .toBuffer()
  expect(await packPng(png)).toBeNull()
})
