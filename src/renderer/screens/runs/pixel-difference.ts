/** By how much a channel may differ, of 255, before an eye sees it; JPEG and WebP are never quite the same twice. */
const UNSEEN = 8
/** What did not change is drawn this pale, so that what did stands out. */
const PALE = 0.85

export interface PixelDifference {
  /** Share of the pixels that differ. */
  share: number
  /** The later picture in pale grey, with what differs in the mark's colour; RGBA. */
  picture: Uint8ClampedArray<ArrayBuffer>
}

/** Compares two pictures of one size. @param mark red, green and blue of what differs */
export function pixelDifference(
  before: Uint8ClampedArray,
  after: Uint8ClampedArray,
  mark: readonly [number, number, number],
): PixelDifference {
  const picture = new Uint8ClampedArray(after.length)
  let differing = 0
  for (let i = 0; i < after.length; i += 4) {
    if (differs(before, after, i)) {
      differing++
      picture.set(mark, i)
    } else {
      const grey = ((after[i] ?? 0) * 3 + (after[i + 1] ?? 0) * 6 + (after[i + 2] ?? 0)) / 10
      picture.fill(255 * PALE + grey * (1 - PALE), i, i + 3)
    }
    picture[i + 3] = 255
  }
  return { share: after.length === 0 ? 0 : differing / (after.length / 4), picture }
}

function differs(a: Uint8ClampedArray, b: Uint8ClampedArray, at: number): boolean {
  for (let i = at; i < at + 4; i++) if (Math.abs((a[i] ?? 0) - (b[i] ?? 0)) > UNSEEN) return true
  return false
}
