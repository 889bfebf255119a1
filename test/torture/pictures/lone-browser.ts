import { tmpdir } from 'node:os'
import { capture } from '../../../src/main/chromium/capture.ts'
import { launchBrowser } from '../../../src/main/chromium/launch.ts'
import { openPage } from '../../../src/main/chromium/page.ts'
import type { Drawn, RenderJob } from '../../../src/main/chromium/render-job.ts'
import { jobOf, type TestProxy } from '../../helpers/chromium.ts'

/** A browser with frames of its own, in which every picture has a context, a process and a page to itself. */
export interface LoneBrowser {
  /** By `Page.captureScreenshot` and no shortcut: the PNG, and the PDF and JPEG that the job wants. */
  draw(job: RenderJob): Promise<Alone>
  pid: number
  stop(): Promise<void>
}

export interface Alone extends Drawn {
  jpeg: Buffer | null
}

/** As long as pages may take to load: a reference is whole. */
const RESOURCE_WAIT_MS = 8_000

/** @param path of the Chromium that draws all else too */
export async function startLoneBrowser(path: string, proxy: TestProxy): Promise<LoneBrowser> {
  const never = new AbortController().signal
  const browser = await launchBrowser({
    path,
    proxyPort: proxy.port,
    cacheDir: tmpdir(),
    sandbox: true,
    beginFrames: false,
    startLimitMs: 20_000,
    explain: true,
    signal: never,
  })
  return {
    async draw({ html, width, height, deviceScaleFactor, javaScript, outputs: { pdf, lossy } }) {
      const { browserContextId } = await browser.root.send('Target.createBrowserContext', { disposeOnDetach: true })
      try {
        const page = await openPage(browser, { browserContextId, width, height }, javaScript, proxy)
        const job = jobOf(html, { width, height, deviceScaleFactor, javaScript, outputs: { png: true, pdf } })
        const drawn = await capture(page, job, RESOURCE_WAIT_MS, never)
        return { ...drawn, jpeg: lossy?.format === 'jpeg' ? await page.camera.takeJpeg(lossy.quality) : null }
      } finally {
        await browser.root.send('Target.disposeBrowserContext', { browserContextId })
      }
    },
    pid: browser.pid,
    stop: () => browser.kill(),
  }
}
