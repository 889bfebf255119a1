import sharp, { type Sharp } from 'sharp'
import type { Format } from '../../shared/template.ts'

/** The formats that derive from the lossless PNG. */
export type ImageFormat = Exclude<Format, 'pdf'>

// One picture at a time has the second core; sharp's own cache would only hold pictures that are never asked for again.
sharp.cache(false)

/** Of 0–6: a half of the time of sharp's own choice (4), for files as large and as good (docs/performance.md). */
const WEBP_EFFORT = 2

/** Encodes a lossless PNG; JPEG, which has no transparency, is laid on white. `quality` is 1–100. */
export async function encodePicture(png: Buffer, format: ImageFormat, quality: number): Promise<Buffer> {
  if (format === 'png') return png
  const picture = sharp(png, { limitInputPixels: false })
  return encodeLossy(format === 'jpeg' ? picture.flatten({ background: '#ffffff' }) : picture, format, quality)
}

export const encodeLossy = (picture: Sharp, format: 'jpeg' | 'webp', quality: number): Promise<Buffer> =>
  (format === 'jpeg' ? picture.jpeg({ quality }) : picture.webp({ quality, effort: WEBP_EFFORT })).toBuffer()
