import { randomBytes } from 'node:crypto'
import type { SurfaceSize } from './surface.ts'

/** A page of two colours that nothing else has, by which the memory that it is drawn into can be told. */
export interface SurfaceMarker {
  html: string
  /** @param bgra pixels in rows of `stride` bytes, which begin with those of a page of that size */
  isIn(bgra: Buffer, stride: number, size: SurfaceSize): boolean
}

/**
 * The left third and the right third are compared, wherever exactly the halves meet, without the last row and column,
 * which at a fractional scale may be painted by half.
 */
const COMPARED = 1 / 3

export function makeSurfaceMarker(): SurfaceMarker {
  const [left, right] = [randomBytes(3), randomBytes(3)]
  const css = (color: Buffer) => `#${color.toString('hex')}`
  const bgra = (color: Buffer) => Buffer.concat([Buffer.from(color).reverse(), Buffer.of(255)])
  return {
    html: `<!doctype html><style>html { background: ${css(left)} }
      div { position: fixed; inset: 0 0 0 50%; background: ${css(right)} }</style><div></div>`,
    isIn(picture, stride, { width, height }) {
      const bytes = Math.floor(width * COMPARED) * 4
      const [one, other] = [Buffer.alloc(bytes, bgra(left)), Buffer.alloc(bytes, bgra(right))]
      for (let row = 0; row < height - 1; row++) {
        const [start, end] = [row * stride, row * stride + (width - 1) * 4]
        const isRow = one.compare(picture, start, start + bytes) === 0 && other.compare(picture, end - bytes, end) === 0
        if (!isRow) return false
      }
      return true
    },
  }
}
