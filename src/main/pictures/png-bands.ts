import { adler32, joinAdler32 } from './adler32.ts'
import { type BlockDeflater, createBlockDeflater } from './block-deflater.ts'
import { PNG_SIGNATURE, pngChunk, rgbHeader } from './png-chunk.ts'
import { chooseFilter, createRowFilter, type Filter } from './png-filter.ts'

/**
 * Packs opaque pictures of one size as PNG in bands of rows, each by itself. The bands of a picture that are those of
 * the one before are not packed again; its bytes are the same as if they were.
 */
export interface PngBands {
  /** The rows from `from` to before `to` are other ones than when they were last packed. */
  change(from: number, to: number): void
  /** @param rgb red, green, blue, row by row, from a whole word on; has to stay as it is until the PNG is there */
  pack(rgb: Uint8Array): Promise<Buffer>
}

interface Band {
  chunk: Buffer
  checksum: number
  /** Bytes before they were packed. */
  length: number
}

/** Of rows that do not change: those that do have another one. */
interface Packing {
  band: Band | null
}

/** Bytes of a band at most, where rows are not longer: many times the 32 KB that deflate looks back at. */
const BAND_BYTES = 128 * 1024
/** Bands are whole fours of rows, so that each begins at a whole word. */
const ROWS_AT_A_TIME = 4
/** Bands that are packed at a time: whoever waits for a thread to read a file waits for little. */
const ABREAST = 2
/** Of 1–9; differences of pixels hardly get smaller with more. Measured in docs/decisions/022-packed-in-bands.md. */
const LEVEL: Record<Filter, number> = { none: 3, sub: 1 }
/** Deflate with a window of 32 KB, packed for speed (RFC 1950). */
const ZLIB_HEADER = Buffer.of(0x78, 0x01)
/** An empty last block. */
const ZLIB_END = Buffer.of(0x03, 0x00)

export function createPngBands(width: number, height: number): PngBands {
  const row = width * 3
  const rows = Math.max(ROWS_AT_A_TIME, Math.floor(BAND_BYTES / (row * ROWS_AT_A_TIME)) * ROWS_AT_A_TIME)
  const bands = Array.from({ length: Math.ceil(height / rows) }, (): Packing => ({ band: null }))
  const lanes = Array.from({ length: ABREAST }, () => createLane(width, rows * row))
  const header = [PNG_SIGNATURE, rgbHeader(width, height)]
  let last: Promise<unknown> = Promise.resolve()

  async function packMissing(rgb: Uint8Array): Promise<void> {
    const missing = bands.keys().filter((index) => !bands[index]?.band)
    const work = async (pack: Lane) => {
      for (const index of missing) {
        const packing = bands[index] as Packing
        packing.band = await pack(rgb.subarray(index * rows * row, (index + 1) * rows * row), index === 0)
      }
    }
    await Promise.all(lanes.map(work))
  }

  async function pack(rgb: Uint8Array): Promise<Buffer> {
    await packMissing(rgb)
    const packed = bands.flatMap(({ band }) => band ?? [])
    // Whoever asked for it has gone, and the next picture was begun.
    if (packed.length < bands.length) throw new Error('The picture has changed while it was packed')
    return Buffer.concat([...header, ...packed.map(({ chunk }) => chunk), endOf(packed)])
  }

  return {
    change(from, to) {
      for (let index = Math.floor(from / rows); index * rows < to; index++) bands[index] = { band: null }
    },
    pack(rgb) {
      const next = last.then(() => pack(rgb))
      // Without the picture that it brings.
      last = next.then(
        () => {},
        () => {},
      )
      return next
    },
  }
}

function endOf(packed: readonly Band[]): Buffer {
  const checksum = Buffer.alloc(4)
  checksum.writeUInt32BE(packed.reduce((sum, band) => joinAdler32(sum, band.checksum, band.length), 1))
  return Buffer.concat([pngChunk('IDAT', ZLIB_END, checksum), pngChunk('IEND')])
}

type Lane = (rgb: Uint8Array, isFirst: boolean) => Promise<Band>

/** Packs one band at a time, with memory of its own. @param most bytes of a band */
function createLane(width: number, most: number): Lane {
  const filterRows = createRowFilter(width, most)
  const deflaters: Partial<Record<Filter, BlockDeflater>> = {}
  return async (rgb, isFirst) => {
    const filter = chooseFilter(rgb, width)
    const filtered = filterRows(rgb, filter)
    deflaters[filter] ??= createBlockDeflater(LEVEL[filter], most)
    const deflating = deflaters[filter](filtered)
    // Meanwhile.
    const checksum = adler32(filtered)
    const chunk = pngChunk('IDAT', ...(isFirst ? [ZLIB_HEADER] : []), ...(await deflating))
    return { chunk, checksum, length: filtered.length }
  }
}
