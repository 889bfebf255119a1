import { joinAdler32 } from './adler32.ts'
import { mostBytes } from './block-deflater.ts'
import { packBand } from './pack-band.ts'
import { CHUNK_FRAME, PNG_SIGNATURE, pngChunk, putPngChunk, rgbHeader } from './png-chunk.ts'
import type { TakeMemory } from './reused-memory.ts'

/**
 * Packs opaque pictures of one size as PNG in bands of rows, each by itself. The bands of a picture that are those of
 * the one before are not packed again; its bytes are the same as if they were.
 */
export interface PngBands {
  /** The rows from `from` to before `to` are other ones than when they were last packed. */
  change(from: number, to: number): void
  /** @param rgb red, green, blue, row by row, from a whole word on; has to stay as it is until the PNG is there */
  pack(rgb: Uint8Array): Promise<Buffer>
  /** Nothing is written to its memory any more, or packed. */
  end(): void
}

interface Band {
  chunk: Buffer
  /** Of what is packed in it: its Adler-32 and bytes. */
  checksum: number
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
/** Deflate with a window of 32 KB, packed for speed (RFC 1950): what all bands together begin with. */
const ZLIB_HEADER = Buffer.of(0x78, 0x01)
/** An empty last block (RFC 1951). */
const DEFLATE_END = Buffer.of(0x03, 0x00)

export function createPngBands(width: number, height: number, take: TakeMemory): PngBands {
  const row = width * 3
  const rows = Math.max(ROWS_AT_A_TIME, Math.floor(BAND_BYTES / (row * ROWS_AT_A_TIME)) * ROWS_AT_A_TIME)
  const bands = Array.from({ length: Math.ceil(height / rows) }, (): Packing => ({ band: null }))
  const header = [PNG_SIGNATURE, rgbHeader(width, height)]
  // Of one piece, which is given back whole: small ones that come and go leave holes in the heap.
  const place = mostBytes(rows * (row + 1)) + ZLIB_HEADER.length + CHUNK_FRAME
  const memory = Buffer.from(take(bands.length * place))
  let isOver = false
  let changes = 0

  async function packAt(index: number, rgb: Uint8Array): Promise<void> {
    let packing = bands[index] as Packing
    const takeRows = () => {
      // The rows may have changed before their turn came.
      packing = bands[index] as Packing
      return rgb.subarray(index * rows * row, (index + 1) * rows * row)
    }
    await packBand(takeRows, width, ({ deflated, checksum, length }) => {
      if (isOver || bands[index] !== packing) return
      const start = index === 0 ? [ZLIB_HEADER] : []
      const chunk = putPngChunk(memory.subarray(index * place), 'IDAT', ...start, deflated)
      packing.band = { chunk, checksum, length }
    })
  }

  return {
    change(from, to) {
      changes++
      for (let index = Math.floor(from / rows); index * rows < to; index++) bands[index] = { band: null }
    },
    async pack(rgb) {
      const before = changes
      const missing = [...bands.keys()].filter((index) => !bands[index]?.band)
      await Promise.all(missing.map((index) => packAt(index, rgb)))
      // Whoever asked for it has gone, and the next picture was begun.
      if (isOver || changes > before) throw new Error('The picture has changed while it was packed')
      const packed = bands.flatMap(({ band }) => band ?? [])
      return Buffer.concat([...header, ...packed.map(({ chunk }) => chunk), endOf(packed)])
    },
    end() {
      isOver = true
    },
  }
}

function endOf(packed: readonly Band[]): Buffer {
  const checksum = Buffer.alloc(4)
  checksum.writeUInt32BE(packed.reduce((sum, band) => joinAdler32(sum, band.checksum, band.length), 1))
  return Buffer.concat([pngChunk('IDAT', DEFLATE_END, checksum), pngChunk('IEND')])
}
