import { cacheFolder } from '../../src/main/chromium/cache-folder.ts'
import { type Camera, chromiumCamera } from '../../src/main/chromium/camera.ts'
import { frameCamera } from '../../src/main/chromium/frame-camera.ts'
import { type LaunchedBrowser, launchBrowser } from '../../src/main/chromium/launch.ts'
import { nextLoad } from '../../src/main/chromium/next-load.ts'
import { waitUntilReady } from '../../src/main/chromium/page-scripts.ts'
import { createSurface, type Surface } from '../../src/main/chromium/surface.ts'
import { encodePicture } from '../../src/main/pictures/encode.ts'
import { encodePixels } from '../../src/main/pictures/encode-pixels.ts'
import { HEIGHT, WIDTH } from './cards.ts'
import { type Painter, QUALITY } from './painters.ts'

const LAUNCH = { proxyPort: 9, sandbox: true, startLimitMs: 20_000, explain: true }
const CLEAR = { r: 0, g: 0, b: 0, a: 0 }

/**
 * What the cores give: browsers of one page each that write a document, take its picture and pack it, one after the
 * other, with nothing around them: no queue, no checks, no limits, no cleaning up, and nothing kept apart.
 */
export async function startBareLoop(path: string, hasFrames: boolean): Promise<Painter> {
  const browsers: LaunchedBrowser[] = []
  const surfaces: Surface[] = []
  const free: { camera: Camera; write(html: string): Promise<void> }[] = []

  async function open() {
    const { signal } = new AbortController()
    const launch = { ...LAUNCH, path, cacheDir: cacheFolder(), beginFrames: hasFrames, signal }
    const browser = await launchBrowser(launch)
    browsers.push(browser)
    const session = await browser.open({ width: WIDTH, height: HEIGHT })
    await session.send('Page.enable')
    await session.send('Emulation.setDefaultBackgroundColorOverride', { color: CLEAR })
    const surface = createSurface(browser.root, { width: WIDTH, height: HEIGHT })
    surfaces.push(surface)
    const camera = hasFrames ? frameCamera(session, surface) : chromiumCamera(session)
    await camera.resize({ width: WIDTH, height: HEIGHT, deviceScaleFactor: 1 })
    const { frameTree } = await session.send('Page.getFrameTree')
    const ready = { expression: waitUntilReady(false), awaitPromise: true }
    const write = async (html: string) => {
      const loaded = nextLoad(session)
      await session.send('Page.setDocumentContent', { frameId: frameTree.frame.id, html })
      await loaded
      await camera.during(session.send('Runtime.evaluate', ready))
    }
    return { camera, write }
  }

  return {
    name: 'bare loop',
    async draw(card, n, format) {
      const page = free.pop() ?? (await open())
      await page.write(card.html(n))
      const pixels = await page.camera.takePixels()
      const picture = pixels
        ? await encodePixels(pixels, format, QUALITY)
        : await encodePicture(await page.camera.takePng(), format, QUALITY)
      free.push(page)
      return picture
    },
    async stop() {
      await Promise.all(browsers.map((browser) => browser.kill()))
      await Promise.all(surfaces.map((surface) => surface.close()))
    },
  }
}
