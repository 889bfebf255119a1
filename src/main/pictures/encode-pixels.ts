import sharp from 'sharp'
import { encodeLossy, type ImageFormat } from './encode.ts'

/** An opaque picture that is not packed: red, green, blue, row by row. */
export interface Pixels {
  data: Buffer
  width: number
  height: number
}

/** Of 0–9: files are no larger than those that Chromium packs for speed, in half of its time (docs/performance.md). */
const PNG_EFFORT = 2

/** Gives the bytes that the lossless picture of these pixels gives. `quality` is 1–100, and of no meaning for a PNG. */
export function encodePixels({ data, width, height }: Pixels, format: ImageFormat, quality: number): Promise<Buffer> {
  const picture = sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false })
  if (format !== 'png') return encodeLossy(picture, format, quality)
  return picture.png({ compressionLevel: PNG_EFFORT }).toBuffer()
}

/** The pixels of a PNG; null where it is not opaque. */
export async function decodeOpaque(png: Buffer): Promise<Buffer | null> {
  const picture = sharp(png, { limitInputPixels: false })
  const { isOpaque } = await picture.stats()
  return isOpaque ? picture.removeAlpha().raw().toBuffer() : null
}
