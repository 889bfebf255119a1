import sharp, { type PngOptions } from 'sharp'

/** What is smaller by less than this is not worth a new entity tag. */
const LEAST_SAVED = 0.1
/** Larger ones take hundreds of megabytes and minutes. */
const MAX_PIXELS = 16_000_000
/** Colours that a palette holds. */
const PALETTE = 256
/** The chunks of a picture that is all there is: no profile, gamma or text that would be lost, or change its colours. */
const PLAIN_CHUNKS = new Set(['IHDR', 'PLTE', 'tRNS', 'pHYs', 'IDAT', 'IEND'])

const SMALLEST: PngOptions = { compressionLevel: 9 }

/** The same pixels in a file that is smaller by a tenth at least, however long that takes; null where there is none. */
export async function packPng(png: Buffer): Promise<Buffer | null> {
  if (!isPlain(png)) return null
  const pixels = await pixelsOf(png)
  const ways: PngOptions[] = [
    { ...SMALLEST, adaptiveFiltering: true },
    { ...SMALLEST, adaptiveFiltering: false },
  ]
  if (fitsPalette(pixels)) ways.push({ ...SMALLEST, palette: true, colours: PALETTE, dither: 0, effort: 10 })
  const packed: Buffer[] = []
  for (const way of ways) packed.push(await open(png).png(way).toBuffer())
  packed.sort((a, b) => a.length - b.length)
  for (const each of packed) {
    if (each.length > png.length * (1 - LEAST_SAVED)) return null
    // A palette is found by a search that may miss a colour.
    if ((await pixelsOf(each)).equals(pixels)) return each
  }
  return null
}

const open = (png: Buffer) => sharp(png, { limitInputPixels: false })

const pixelsOf = (png: Buffer): Promise<Buffer> => open(png).ensureAlpha().raw().toBuffer()

function fitsPalette(pixels: Buffer): boolean {
  const colours = new Set<number>()
  const values = new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.length / 4)
  let last: number | null = null
  for (const value of values) {
    if (value === last) continue
    last = value
    colours.add(value)
    if (colours.size > PALETTE) return false
  }
  return true
}

/** Eight bits a channel, nothing beside the pixels, and not too many of those. */
function isPlain(png: Buffer): boolean {
  const [width, height, depth] = [png.readUInt32BE(16), png.readUInt32BE(20), png[24]]
  return depth === 8 && width * height <= MAX_PIXELS && chunksOf(png).every((name) => PLAIN_CHUNKS.has(name))
}

/** The names of its parts, in their order (PNG, third edition, section 5.3). */
function chunksOf(png: Buffer): string[] {
  const names: string[] = []
  for (let at = 8; at + 8 <= png.length; at += 12 + png.readUInt32BE(at))
    names.push(png.toString('latin1', at + 4, at + 8))
  return names
}
