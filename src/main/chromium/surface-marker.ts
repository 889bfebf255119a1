import { randomBytes } from 'node:crypto'

/** A page of two colours that nothing else has, by which the memory that it is drawn into can be told. */
export interface SurfaceMarker {
  html: string
  /** @param bgra the pixels of a picture, row by row */
  isIn(bgra: Buffer, width: number): boolean
}

/** The left third and the right third are compared, wherever exactly the halves meet. */
const COMPARED = 1 / 3

export function makeSurfaceMarker(): SurfaceMarker {
  const [left, right] = [randomBytes(3), randomBytes(3)]
  const css = (color: Buffer) => `#${color.toString('hex')}`
  const bgra = (color: Buffer) => Buffer.concat([Buffer.from(color).reverse(), Buffer.of(255)])
  return {
    html: `<!doctype html><style>html { background: ${css(left)} }
      div { position: fixed; inset: 0 0 0 50%; background: ${css(right)} }</style><div></div>`,
    isIn(picture, width) {
      const part = Math.floor(width * COMPARED)
      const [one, other] = [left, right].map((color) => Buffer.alloc(part * 4, bgra(color))) as [Buffer, Buffer]
      for (let row = 0; row < picture.length; row += width * 4) {
        const end = row + width * 4
        if (one.compare(picture, row, row + part * 4) !== 0 || other.compare(picture, end - part * 4, end) !== 0)
          return false
      }
      return true
    },
  }
}
