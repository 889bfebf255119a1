import { chromiumCamera, type PictureSize } from './camera.ts'
import { frameCamera } from './frame-camera.ts'
import type { LaunchedBrowser } from './launch.ts'
import { waitUntilReady } from './page-scripts.ts'
import { writePage } from './write-page.ts'

/** What a way of taking pictures might get wrong: text, blurs, hairlines, transparency, images, scale, a new size. */
const SPECIMEN = `<!doctype html><style>
  body { margin: 8px; font: 17px sans-serif } b { text-shadow: 1px 2px 3px #0008 }
  div { width: 90px; height: 40px; border: .5px solid #c0f; border-radius: 11px; transform: rotate(3deg);
    background: linear-gradient(35deg, #123, transparent); box-shadow: 3px 4px 9px #0007 }
  @media (min-resolution: 2dppx) { b { color: #060 } }</style>
  <b>Ünï 😀 grafi</b><div></div><svg width="60" height="30"><circle cx="20.3" cy="14.7" r="12" fill="#fa0"/></svg>
  <img width="33" src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><path d='M0 0l9 4-9 5' fill='red'/></svg>">`

const SIZES: readonly PictureSize[] = [
  { width: 200, height: 120, deviceScaleFactor: 1 },
  { width: 131, height: 97, deviceScaleFactor: 2 },
  { width: 150, height: 102, deviceScaleFactor: 1.5 },
  { width: 600, height: 400, deviceScaleFactor: 3 },
]
/** A browser that can't do it may never answer, in milliseconds. */
const LIMIT_MS = 5_000

/** Draws some pictures that say whether a browser's way of taking them is right. */
export async function drawSpecimens(browser: LaunchedBrowser): Promise<Buffer[]> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Error('The specimens were not drawn in time')), LIMIT_MS)
  void browser.ended.then(() => late.reject(new Error('The browser has ended')))
  late.promise.catch(() => {})
  try {
    return await Promise.race([drawAll(browser), late.promise])
  } finally {
    clearTimeout(timer)
  }
}

async function drawAll(browser: LaunchedBrowser): Promise<Buffer[]> {
  const session = await browser.open({ width: 1200, height: 630 })
  await session.send('Page.enable')
  await session.send('Emulation.setDefaultBackgroundColorOverride', { color: { r: 0, g: 0, b: 0, a: 0 } })
  const camera = browser.beginFrames ? frameCamera(session, null) : chromiumCamera(session)
  const pictures = []
  for (const size of SIZES) {
    await camera.resize(size)
    await writePage(session, SPECIMEN)
    await camera.during(session.send('Runtime.evaluate', { expression: waitUntilReady(false), awaitPromise: true }))
    pictures.push(await camera.takePng())
  }
  return pictures
}
