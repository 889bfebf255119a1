import type { TakeMemory } from '../pictures/reused-memory.ts'

/** Turns what a browser draws into what encoders take, where it is opaque. */
export interface RgbRows {
  /** Where the next picture is to be put: blue, green, red, alpha. */
  readonly bgra: Buffer
  /** Converts that picture; null where a pixel of it lets something through. */
  convert(): Converted | null
}

export interface Converted {
  /** Red, green, blue; good until the next one. */
  rgb: Buffer
  /** The rows that are not those of the picture before. */
  changed: RowRange[]
}

/** From the first to before the last. */
export type RowRange = readonly [from: number, to: number]

/** Pixels that are converted at a time, whose 12 bytes are whole words. */
const AT_A_TIME = 4
const OPAQUE = 0xff000000

/** Only rows that are not those of the picture before are converted. */
export function createRgbRows(width: number, height: number, take: TakeMemory): RgbRows {
  const pixels = width * height
  const words = Math.ceil(pixels / AT_A_TIME) * AT_A_TIME
  const takeWords = (length: number) => new Uint32Array(take(length * 4), 0, length)
  // What lies beyond the last pixel is opaque.
  const [a, b] = [takeWords(words).fill(OPAQUE, pixels), takeWords(words).fill(OPAQUE, pixels)]
  const rgb = takeWords((words / AT_A_TIME) * 3)
  const asBytes = (array: Uint32Array, length: number) => Buffer.from(array.buffer, 0, length)
  let next = { words: a, bytes: asBytes(a, pixels * 4) }
  let last = { words: b, bytes: asBytes(b, pixels * 4) }
  let isLastWhole = false

  const isSameRow = (row: number) => {
    const [from, to] = [row * width * 4, (row + 1) * width * 4]
    return isLastWhole && next.bytes.compare(last.bytes, from, to, from, to) === 0
  }

  return {
    get bgra() {
      return next.bytes
    },
    convert() {
      const changed: RowRange[] = []
      let isOpaque = true
      for (let row = 0; row < height; row++) {
        if (isSameRow(row)) continue
        const first = row
        while (row < height && !isSameRow(row)) row++
        changed.push([first, row])
        isOpaque = convertPart(next.words, rgb, first * width, row * width) && isOpaque
      }
      isLastWhole = isOpaque
      ;[next, last] = [last, next]
      return isOpaque ? { rgb: asBytes(rgb, pixels * 3), changed } : null
    },
  }
}

/** Converts the pixels from `from` to before `to`, and at most three to either side. Returns whether all are opaque. */
function convertPart(bgra: Uint32Array, rgb: Uint32Array, from: number, to: number): boolean {
  let all = OPAQUE
  for (let i = from - (from % AT_A_TIME), o = (i / AT_A_TIME) * 3; i < to; i += AT_A_TIME, o += 3) {
    // One by one: put into an array, numbers of 32 bits become objects, megabytes of them.
    const a = bgra[i] as number
    const b = bgra[i + 1] as number
    const c = bgra[i + 2] as number
    const d = bgra[i + 3] as number
    rgb[o] = ((a >>> 16) & 0xff) | (a & 0xff00) | ((a & 0xff) << 16) | ((b & 0xff0000) << 8)
    rgb[o + 1] = ((b >>> 8) & 0xff) | ((b & 0xff) << 8) | (c & 0xff0000) | ((c & 0xff00) << 16)
    rgb[o + 2] = (c & 0xff) | ((d >>> 8) & 0xff00) | ((d & 0xff00) << 8) | ((d & 0xff) << 24)
    all &= a & b & c & d
  }
  return all >>> 24 === 0xff
}
