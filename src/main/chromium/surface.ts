import type { CDPSession } from 'puppeteer-core'
import type { Pixels } from '../pictures/encode-pixels.ts'
import { createPngBands, type PngBands } from '../pictures/png-bands.ts'
import { createReusedMemory } from '../pictures/reused-memory.ts'
import { type BrowserMemory, openBrowserMemory } from './browser-memory.ts'
import { createRgbRows, type RgbRows } from './rgb-rows.ts'
import { makeSurfaceMarker } from './surface-marker.ts'
import { writePage } from './write-page.ts'

/** Device pixels. */
export interface SurfaceSize {
  width: number
  height: number
}

export interface SurfacePixels extends Pixels {
  /** Whether they differ from those that were read before. */
  isNew: boolean
}

/** What the frames of a browser's window are drawn into, with the page at its top left. */
export interface Surface {
  /**
   * Makes the window large enough for pages of that size, where it is worth it to read them. To be called before the
   * page is sized, since it takes the size of its window.
   * @param session of its page
   */
  makeRoom(session: CDPSession, page: SurfaceSize): Promise<void>
  /**
   * Looks for the window in the browser's memory, unless it was found before.
   * @param settle has the page drawn until nothing changes any more
   */
  find(session: CDPSession, settle: () => Promise<unknown>): Promise<void>
  /** Whether there is something to read of a page of the size that there was room made for. */
  readonly isReadable: boolean
  /** What the page shows, good until it is read again; null where that lets something through. */
  read(): Promise<SurfacePixels | null>
  /** It is not what it was taken for. */
  refuse(): void
  /** Gives back the memory that reading takes. */
  rest(): void
  close(): Promise<void>
}

/** For pages of one size. */
interface Reading {
  rows: RgbRows
  bands: PngBands
  /** Where what is read is put first when rows of the window are longer than those of the page. */
  wide: Buffer | null
}

/** Smaller pictures, in pixels, are packed in no time by the browser. */
const LEAST_PIXELS = 100_000
/** A larger window is not worth its memory, here and in the browser. */
const MOST_PIXELS = 6_000_000

const areaOf = ({ width, height }: SurfaceSize): number => width * height

/** @param window the size of the window as it was opened */
export function createSurface(root: CDPSession, window: SurfaceSize): Surface {
  let opening: Promise<BrowserMemory | null> | null = null
  let memory: BrowserMemory | null = null
  let address: number | null = null
  let isRefused = false
  let page: SurfaceSize | null = null
  // By the megabyte: as garbage, with every change of size, it would have V8 look through all that there is.
  const kept = createReusedMemory()
  let reading: Reading | null = null

  function rest(): void {
    reading = null
    // Not used again: what was read last may still be packed.
    kept.drop()
  }

  function refuse(): void {
    isRefused = true
    address = null
    rest()
  }

  const stride = () => window.width * 4

  function startReading(width: number, height: number): Reading {
    const rows = createRgbRows(width, height, kept.take)
    const bands = createPngBands(width, height, kept.take)
    const bytes = (height - 1) * stride() + width * 4
    return { rows, bands, wide: width < window.width ? Buffer.from(kept.take(bytes), 0, bytes) : null }
  }

  /** Never smaller, so that pages of many sizes have one surface. */
  async function grow(session: CDPSession, larger: SurfaceSize): Promise<void> {
    if (larger.width === window.width && larger.height === window.height) return
    const { targetInfo } = await session.send('Target.getTargetInfo')
    const { windowId } = await root.send('Browser.getWindowForTarget', { targetId: targetInfo.targetId })
    address = null
    window = larger
    await root.send('Browser.setWindowBounds', { windowId, bounds: window })
  }

  /** Of a page that was never there before. */
  async function placesOf(
    memory: BrowserMemory,
    session: CDPSession,
    size: SurfaceSize,
    settle: () => Promise<unknown>,
  ): Promise<number[]> {
    const marker = makeSurfaceMarker()
    await writePage(session, marker.html)
    await settle()
    const picture = Buffer.allocUnsafe(size.height * stride())
    const places = []
    for (const place of await memory.blocks(window.height * stride()).catch(() => [])) {
      const isRead = await memory.read(place, picture).then(
        () => true,
        () => false,
      )
      if (isRead && marker.isIn(picture, stride(), size)) places.push(place)
    }
    return places
  }

  return {
    async makeRoom(session, size) {
      page = null
      reading?.bands.end()
      reading = null
      kept.reuse()
      const larger = { width: Math.max(size.width, window.width), height: Math.max(size.height, window.height) }
      if (isRefused || areaOf(size) < LEAST_PIXELS || areaOf(larger) > MOST_PIXELS) return
      await grow(session, larger)
      page = size
    },
    async find(session, settle) {
      if (!page) return
      await settle()
      if (address !== null) return
      opening ??= openBrowserMemory(root).catch(() => null)
      memory = await opening
      // The browser may have ended meanwhile.
      if (!memory || isRefused) return this.close()
      const first = await placesOf(memory, session, page, settle)
      const [place, ...others] = await placesOf(memory, session, page, settle)
      if (place === undefined || others.length > 0 || !first.includes(place)) refuse()
      else address = place
    },
    get isReadable() {
      return address !== null && page !== null
    },
    async read() {
      if (!memory || address === null || !page) return null
      const { width, height } = page
      reading ??= startReading(width, height)
      const { rows, bands, wide } = reading
      const into = wide ?? rows.bgra
      try {
        await memory.read(address, into)
      } catch {
        refuse()
        return null
      }
      if (wide) {
        for (let row = 0; row < height; row++)
          wide.copy(rows.bgra, row * width * 4, row * stride(), row * stride() + width * 4)
      }
      const converted = rows.convert()
      if (!converted) return null
      const { rgb, changed } = converted
      for (const [from, to] of changed) bands.change(from, to)
      return { width, height, data: rgb, isNew: changed.length > 0, pack: () => bands.pack(rgb) }
    },
    refuse,
    rest,
    async close() {
      refuse()
      memory = null
      await (await opening)?.close()
    },
  }
}
