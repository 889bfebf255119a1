import type { CDPSession } from 'puppeteer-core'
import type { Pixels } from '../encode-pixels.ts'
import { type BrowserMemory, openBrowserMemory } from './browser-memory.ts'
import { createRgbRows, type RgbRows } from './rgb-rows.ts'
import { makeSurfaceMarker, type SurfaceMarker } from './surface-marker.ts'

/** What a page's frames are drawn into. */
export interface Surface {
  readonly isFound: boolean
  /**
   * Looks for it in the browser's memory, with the help of pages that can be told from all else.
   * @param show puts a document into the page
   * @param frame has the page drawn
   */
  find(size: SurfaceSize, show: (html: string) => Promise<void>, frame: () => Promise<unknown>): Promise<void>
  /** What it shows, good until it is read again; null where it was not found, or lets something through. */
  read(): Promise<Pixels | null>
  /** It is not what it was taken for. */
  refuse(): void
  /** Gives back the memory that reading takes. */
  rest(): void
  close(): Promise<void>
}

export interface SurfaceSize {
  width: number
  height: number
}

/** Smaller ones, in bytes, have no block of memory to themselves, and larger ones are not worth the farm's own. */
const LEAST_BYTES = 1_100_000
const MOST_BYTES = 16_000_000
/** A page that was resized is drawn at its new size with the second frame. */
const MAX_FRAMES = 5

export function createSurface(root: CDPSession): Surface {
  let memory: BrowserMemory | null = null
  let isRefused = false
  let found: { address: number; size: SurfaceSize; rows: RgbRows | null } | null = null

  function refuse(): void {
    isRefused = true
    found = null
  }

  async function holding(marker: SurfaceMarker, { width, height }: SurfaceSize): Promise<number[]> {
    const picture = Buffer.allocUnsafe(width * height * 4)
    const addresses = []
    for (const address of (await memory?.blocks(picture.length)) ?? []) {
      await memory?.read(address, picture)
      if (marker.isIn(picture, width)) addresses.push(address)
    }
    return addresses
  }

  return {
    get isFound() {
      return found !== null
    },
    async find(size, show, frame) {
      found = null
      const bytes = size.width * size.height * 4
      if (isRefused || bytes < LEAST_BYTES || bytes > MOST_BYTES) return
      memory ??= await openBrowserMemory(root).catch(() => null)
      if (!memory) return refuse()
      const [first, second] = [makeSurfaceMarker(), makeSurfaceMarker()]
      let addresses: number[] = []
      await show(first.html)
      for (let i = 0; addresses.length === 0 && i < MAX_FRAMES; i++) {
        await frame()
        addresses = await holding(first, size).catch(() => [])
      }
      await show(second.html)
      await frame()
      const both = await holding(second, size).catch(() => [])
      const [address, ...others] = both.filter((each) => addresses.includes(each))
      if (address === undefined || others.length > 0) refuse()
      else found = { address, size, rows: null }
    },
    async read() {
      if (!found || !memory) return null
      const { address, size } = found
      const rows = found.rows ?? createRgbRows(size.width, size.height)
      found.rows = rows
      try {
        await memory.read(address, rows.bgra)
      } catch {
        refuse()
        return null
      }
      const data = rows.convert()
      return data && { ...size, data }
    },
    refuse,
    rest() {
      if (found) found.rows = null
    },
    async close() {
      found = null
      await memory?.close()
      memory = null
    },
  }
}
