import { setTimeout as sleep } from 'node:timers/promises'
import type { CDPSession, Protocol } from 'puppeteer-core'
import { decodeOpaque } from '../pictures/encode-pixels.ts'
import type { Camera } from './camera.ts'
import type { Surface } from './surface.ts'

/** Frames that are made without a pause: what waits for a frame or a picture mostly waits for one or two. */
const FRAMES_AT_ONCE = 3
/** Between two frames of a page that waits for longer, in milliseconds: it comes to draw beside them. */
const PAUSE_MS = 16
/** A page gives its picture with the first frames, on a machine that has no time for it within the second that these take. */
const MAX_FRAMES_FOR_PICTURE = 60
/** A page that was resized is drawn at its old size, and in parts, with the first few. */
const MAX_FRAMES_TO_SETTLE = 8
/** The picture that takes least. */
const ROUGHEST = { format: 'jpeg', quality: 1 } as const
/** The first of so many pictures that are read from memory is compared with the browser's own. */
const COMPARED_EVERY = 1_000

/**
 * A page that has a frame only when it is told so, and gives its picture with one: nothing is drawn that nobody looks
 * at, and no picture waits for the next tick of the screen.
 * @param surface what it is drawn into, where that may be read
 */
export function frameCamera(session: CDPSession, surface: Surface | null): Camera {
  let read = 0
  let isResized = false
  let last: Promise<unknown> = Promise.resolve()

  /** One frame at a time: Chromium refuses a second one while the first is under way. */
  function frame(params: Protocol.HeadlessExperimental.BeginFrameRequest) {
    const next = last.then(() => session.send('HeadlessExperimental.beginFrame', params))
    // Without the picture that it brings.
    last = next.then(
      () => {},
      () => {},
    )
    return next
  }

  async function take(screenshot: Protocol.HeadlessExperimental.ScreenshotParams): Promise<Buffer> {
    for (let i = 0; i < MAX_FRAMES_FOR_PICTURE; i++) {
      if (i >= FRAMES_AT_ONCE) await sleep(PAUSE_MS)
      const { screenshotData } = await frame({ screenshot })
      if (screenshotData) return Buffer.from(screenshotData, 'base64')
    }
    throw new Error('The browser gave no picture')
  }

  const takePng = () => take({ format: 'png', optimizeForSpeed: true })

  async function show(): Promise<void> {
    const { hasDamage } = await frame({})
    // Nothing new may be nothing yet.
    if (!hasDamage) await frame({})
  }

  /** Until nothing changes any more: from then on what is written to the page is there with the next frame. */
  async function settle(): Promise<void> {
    // Before the page has heard of its size, frames change nothing either; but a picture there is only once it has it.
    if (isResized) await take(ROUGHEST)
    isResized = false
    for (let i = 0; i < MAX_FRAMES_TO_SETTLE; i++) if (!(await frame({})).hasDamage) return
  }

  return {
    async resize({ width, height, deviceScaleFactor }) {
      // The surface has the size of the view, whatever is emulated, so that the view has to be as large as the picture.
      const metrics = { width, height, deviceScaleFactor, scale: deviceScaleFactor, mobile: false }
      const view = { width: Math.ceil(width * deviceScaleFactor), height: Math.ceil(height * deviceScaleFactor) }
      await surface?.makeRoom(session, view)
      await session.send('Emulation.setDeviceMetricsOverride', metrics)
      await session.send('Emulation.setVisibleSize', view)
      isResized = true
      await surface?.find(session, settle)
    },
    async during(work) {
      let isDone = false
      const done = work.finally(() => {
        isDone = true
      })
      done.catch(() => {})
      for (let i = 0; !isDone; i++) {
        if (i >= FRAMES_AT_ONCE) await Promise.race([sleep(PAUSE_MS), done])
        // A frame may itself wait, for a style sheet that does not come.
        await Promise.race([frame({ noDisplayUpdates: true }), done])
      }
      return done
    },
    takePng,
    takeJpeg: (quality) => take({ format: 'jpeg', quality }),
    async takePixels() {
      if (!surface?.isReadable) return null
      await show()
      const pixels = await surface.read()
      if (!pixels) return null
      const isDue = read++ % COMPARED_EVERY === 0
      // Nothing new is what a memory shows that is no longer drawn into.
      if (pixels.isNew && !isDue) return pixels
      const expected = await decodeOpaque(await takePng())
      if (expected?.equals(pixels.data)) return pixels
      surface.refuse()
      return null
    },
    rest: () => surface?.rest(),
  }
}
