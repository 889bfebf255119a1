import type { CDPSession, Protocol } from 'puppeteer-core'
import type { Pixels } from '../pictures/encode-pixels.ts'

export interface PictureSize {
  /** CSS pixels. */
  width: number
  height: number
  /** Device pixels per CSS pixel. */
  deviceScaleFactor: number
}

/** How a page comes to its frames, and its picture out of the browser. */
export interface Camera {
  /** Sizes the page to the picture. */
  resize(size: PictureSize): Promise<void>
  /** Sees to it that the page gets the frames that `work` may wait for. */
  during<T>(work: Promise<T>): Promise<T>
  /** The page as it stands, without loss. */
  takePng(): Promise<Buffer>
  /** The same without transparency. @param quality 1–100 */
  takeJpeg(quality: number): Promise<Buffer>
  /** An opaque page without packing it first, where that can be had; good until the next picture. */
  takePixels(): Promise<Pixels | null>
  /** Gives back the memory that is kept for the next picture. */
  rest(): void
}

/** Like its screenshot, a page's frames are Chromium's own business. */
export function chromiumCamera(session: CDPSession): Camera {
  // No clip: the viewport has the picture's size, and a clip would have Chromium lay the page out once more.
  const take = async (encoding: Protocol.Page.CaptureScreenshotRequest): Promise<Buffer> =>
    Buffer.from((await session.send('Page.captureScreenshot', encoding)).data, 'base64')
  return {
    resize: (size) => session.send('Emulation.setDeviceMetricsOverride', { ...size, mobile: false }),
    during: (work) => work,
    takePng: () => take(FAST_PNG),
    takeJpeg: (quality) => take({ format: 'jpeg', quality }),
    takePixels: async () => null,
    rest() {},
  }
}

const FAST_PNG = { format: 'png', optimizeForSpeed: true } as const
