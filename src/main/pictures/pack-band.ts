import { availableParallelism } from 'node:os'
import { limited } from '../limited.ts'
import { adler32 } from './adler32.ts'
import { type BlockDeflater, createBlockDeflater } from './block-deflater.ts'
import { chooseFilter, createRowFilter, type Filter } from './png-filter.ts'

/** Some rows of a picture, packed by themselves. */
export interface PackedBand {
  /** To be put in a row with those of the bands before it (RFC 1951); good for as long as it is being kept. */
  deflated: Uint8Array
  /** Of what was packed: its Adler-32 and bytes. */
  checksum: number
  length: number
}

/** Of 1–9; differences of pixels hardly get smaller with more. Measured in docs/decisions/022-packed-in-bands.md. */
const LEVEL: Record<Filter, number> = { none: 3, sub: 1 }
/** Of what is deflated, in bytes: several bands, or dozens. */
const CHUNK_BYTES = 1024 ** 2
/** Of all pictures together: one of Node's four threads is left to those who read files. */
const ABREAST = Math.min(3, availableParallelism())

type Packer = (rgb: Uint8Array, width: number) => Promise<PackedBand>

const inTurn = limited(ABREAST)
const free: Packer[] = []

/**
 * @param take gives red, green, blue, row by row, from a whole word on; called when its turn has come, and what it gives
 * is not looked at after that
 * @param keep copies what is needed of it
 */
export const packBand = (take: () => Uint8Array, width: number, keep: (band: PackedBand) => void): Promise<void> =>
  inTurn(async () => {
    const pack = free.pop() ?? createPacker()
    keep(await pack(take(), width))
    free.push(pack)
  })

/** One band at a time, in memory that it keeps. */
function createPacker(): Packer {
  const filterRows = createRowFilter()
  const deflaters: Partial<Record<Filter, BlockDeflater>> = {}
  return async (rgb, width) => {
    const filter = chooseFilter(rgb, width)
    const filtered = filterRows(rgb, width, filter)
    deflaters[filter] ??= createBlockDeflater(LEVEL[filter], CHUNK_BYTES)
    const deflating = deflaters[filter](filtered)
    // Meanwhile.
    const checksum = adler32(filtered)
    return { deflated: await deflating, checksum, length: filtered.length }
  }
}
