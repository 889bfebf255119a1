import sharp from 'sharp'
import { encodeLossy, type ImageFormat } from './encode.ts'

/** An opaque picture that is not packed: red, green, blue, row by row. */
export interface Pixels {
  data: Buffer
  width: number
  height: number
  /** As PNG. */
  pack(): Promise<Buffer>
}

/** Gives the bytes that the lossless picture of these pixels gives. `quality` is 1–100, and of no meaning for a PNG. */
export function encodePixels(pixels: Pixels, format: ImageFormat, quality: number): Promise<Buffer> {
  if (format === 'png') return pixels.pack()
  const { data, width, height } = pixels
  const picture = sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false })
  return encodeLossy(picture, format, quality)
}

/** The pixels of a PNG; null where it is not opaque. */
export async function decodeOpaque(png: Buffer): Promise<Buffer | null> {
  const picture = sharp(png, { limitInputPixels: false })
  const { isOpaque } = await picture.stats()
  return isOpaque ? picture.removeAlpha().raw().toBuffer() : null
}
