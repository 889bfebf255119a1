import { type PixelDifference, pixelDifference } from './pixel-difference.ts'

/** Larger pictures are compared smaller, so that the page stays quick. */
const MOST_PIXELS = 4_000_000

export type Comparison =
  | { kind: 'same-size'; difference: PixelDifference; width: number; height: number }
  | { kind: 'other-size'; before: string; after: string }

/** Loads two pictures and compares them. @throws where one can't be loaded */
export async function comparePictures(
  beforeUrl: string,
  afterUrl: string,
  mark: readonly [number, number, number],
): Promise<Comparison> {
  const [before, after] = await Promise.all([loadPicture(beforeUrl), loadPicture(afterUrl)])
  const sizeOf = (image: HTMLImageElement) => `${image.naturalWidth} × ${image.naturalHeight}`
  if (sizeOf(before) !== sizeOf(after)) return { kind: 'other-size', before: sizeOf(before), after: sizeOf(after) }
  const scale = Math.min(1, Math.sqrt(MOST_PIXELS / (after.naturalWidth * after.naturalHeight)))
  const width = Math.max(1, Math.round(after.naturalWidth * scale))
  const height = Math.max(1, Math.round(after.naturalHeight * scale))
  const difference = pixelDifference(pixelsOf(before, width, height), pixelsOf(after, width, height), mark)
  return { kind: 'same-size', difference, width, height }
}

async function loadPicture(url: string): Promise<HTMLImageElement> {
  const image = new Image()
  image.src = url
  await image.decode()
  return image
}

function pixelsOf(image: HTMLImageElement, width: number, height: number): Uint8ClampedArray {
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('The browser gives no canvas')
  context.drawImage(image, 0, 0, width, height)
  return context.getImageData(0, 0, width, height).data
}
