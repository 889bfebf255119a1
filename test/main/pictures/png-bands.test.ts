import { inflateSync } from 'node:zlib'
import fc from 'fast-check'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { createPngBands, type PngBands } from '../../../src/main/pictures/png-bands.ts'
import { createReusedMemory } from '../../../src/main/pictures/reused-memory.ts'
import { seededRandom } from '../../torture/seeded-random.ts'

/** Red, green and blue, from a whole word on. */
const blank = (width: number, height: number) =>
  new Uint8Array(Math.ceil((width * height * 3) / 4) * 4).subarray(0, width * height * 3)

/** Rows of a colour, of a gradient, or of noise. */
const PAINTS = ['plain', 'gradient', 'noise'] as const
type Paint = (typeof PAINTS)[number]

function paint(rgb: Uint8Array, row: number, [from, to]: readonly [number, number], kind: Paint, seed: number): void {
  const random = seededRandom(seed)
  const byte = { plain: () => seed & 0xff, gradient: (i: number) => (i >> 2) + seed, noise: () => random() * 256 }[kind]
  for (let i = from * row; i < to * row; i++) rgb[i] = byte(i % row)
}

async function expectPixels(png: Buffer, rgb: Uint8Array, width: number, height: number): Promise<void> {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true })
  expect([info.width, info.height, info.channels]).toEqual([width, height, 3])
  expect(data.equals(rgb)).toBe(true)
}

/** What the parts of the picture hold, put together. */
function contentOf(png: Buffer): Buffer {
  const contents: Buffer[] = []
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12)
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      contents.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)))
  return Buffer.concat(contents)
}

const freshly = (rgb: Uint8Array, width: number, height: number) =>
  createPngBands(width, height, createReusedMemory().take).pack(rgb)

/** Pictures of one size, each of which differs from the one before in some rows, or in none. */
const pictures = fc
  .record({ width: fc.integer({ min: 1, max: 700 }), height: fc.integer({ min: 1, max: 300 }) })
  .chain(({ width, height }) => {
    const row = fc.integer({ min: 0, max: height })
    const rows = fc.tuple(row, row).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
    const change = fc.record({ rows, kind: fc.constantFrom(...PAINTS), seed: fc.nat(255) })
    return fc.record({
      width: fc.constant(width),
      height: fc.constant(height),
      changes: fc.array(change, { minLength: 1, maxLength: 4 }),
    })
  })

it('packs every picture as if there had been none before, in whatever memory, without loss', async () => {
  const memory = createReusedMemory()
  await fc.assert(
    fc.asyncProperty(pictures, async ({ width, height, changes }) => {
      memory.reuse()
      const [rgb, bands] = [blank(width, height), createPngBands(width, height, memory.take)]
      for (const { rows, kind, seed } of changes) {
        paint(rgb, width * 3, rows, kind, seed)
        bands.change(...rows)
        const png = await bands.pack(rgb)
        await expectPixels(png, rgb, width, height)
        // Its checksum is looked at too, which decoders of pictures pass over.
        expect(inflateSync(contentOf(png))).toHaveLength(height * (width * 3 + 1))
        expect(png.equals(await freshly(rgb, width, height))).toBe(true)
      }
    }),
    { numRuns: 40 },
  )
})

it('forgets what it packs of a picture that changes meanwhile', async () => {
  const [width, height, rgb] = [600, 400, blank(600, 400)]
  const bands: PngBands = createPngBands(width, height, createReusedMemory().take)
  paint(rgb, width * 3, [0, height], 'noise', 1)
  const abandoned = bands.pack(rgb).catch((error) => error)
  // Of its six bands two are packed at a time, and none goes on before it is this one's turn again.
  await new Promise(setImmediate)
  paint(rgb, width * 3, [0, height], 'gradient', 2)
  bands.change(0, height)
  expect((await bands.pack(rgb)).equals(await freshly(rgb, width, height))).toBe(true)
  expect(await abandoned).toBeInstanceOf(Error)
})

it('keeps of a picture that is given up nothing that comes after the next one', async () => {
  const [width, height] = [40_000, 8]
  const rgb = blank(width, height)
  const bands: PngBands = createPngBands(width, height, createReusedMemory().take)
  paint(rgb, width * 3, [0, height], 'plain', 2)
  const plain = rgb.slice()
  const wanted = await freshly(rgb, width, height)
  // The first of two bands takes many times what all the others do.
  paint(rgb, width * 3, [0, 4], 'noise', 1)
  const abandoned = bands.pack(rgb).catch((error) => error)
  await new Promise(setImmediate)
  rgb.set(plain)
  bands.change(0, height)
  expect((await bands.pack(rgb)).equals(wanted)).toBe(true)
  await abandoned
  expect((await bands.pack(rgb)).equals(wanted)).toBe(true)
})

it('writes nothing more to its memory once that is used for others', async () => {
  const memory = createReusedMemory()
  const [width, height] = [40_000, 8]
  const [rgb, bands] = [blank(width, height), createPngBands(width, height, memory.take)]
  const smaller = blank(width - 100, height)
  paint(smaller, (width - 100) * 3, [0, height], 'plain', 2)
  const wanted = await freshly(smaller, width - 100, height)
  // The first of two bands takes many times what all the others do.
  paint(rgb, width * 3, [0, 4], 'noise', 1)
  const abandoned = bands.pack(rgb).catch((error) => error)
  await new Promise(setImmediate)
  bands.end()
  memory.reuse()
  const others = createPngBands(width - 100, height, memory.take)
  expect((await others.pack(smaller)).equals(wanted)).toBe(true)
  expect(await abandoned).toBeInstanceOf(Error)
  expect((await others.pack(smaller)).equals(wanted)).toBe(true)
})

it('takes differences of pixels only where these are smaller', async () => {
  const [width, height, rgb] = [600, 300, blank(600, 300)]
  paint(rgb, width * 3, [0, height], 'gradient', 0)
  paint(rgb, width * 3, [0, 100], 'plain', 7)
  const rows = inflateSync(contentOf(await freshly(rgb, width, height)))
  expect([rows[0], rows[299 * (width * 3 + 1)]]).toEqual([0, 1])
})
