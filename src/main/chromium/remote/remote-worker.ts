import { capture } from '../capture.ts'
import { openPage, orCrashed, type Page, type ProxyLogin } from '../page.ts'
import type { Drawn, RenderJob } from '../render-job.ts'
import type { RenderProcess } from '../render-process.ts'
import type { RemoteBrowser } from './remote-browser.ts'

export interface RemoteWorkerOptions {
  /** The farm's filtering proxy, as the remote browser reaches it. */
  proxy: ProxyLogin & { host: string }
  resourceWaitMs: number
}

/** A page in a browser context of its own, whose way to the network is the farm's proxy. */
export interface Place {
  page: Page
  close(): Promise<unknown>
}

const USUAL_SIZE = { width: 1200, height: 630 }

export async function openPlace(
  browser: RemoteBrowser,
  proxy: RemoteWorkerOptions['proxy'],
  javaScript: boolean,
): Promise<Place> {
  const { root } = browser
  const { browserContextId } = await root.send('Target.createBrowserContext', {
    disposeOnDetach: true,
    proxyServer: `http://${proxy.host}:${proxy.port}`,
    // Loopback there is as little to be reached as loopback here.
    proxyBypassList: '<-loopback>',
  })
  const close = () => root.send('Target.disposeBrowserContext', { browserContextId })
  await root.send('Browser.setDownloadBehavior', { behavior: 'deny', browserContextId })
  const page = await openPage(browser, { ...USUAL_SIZE, browserContextId }, javaScript, proxy)
  return { page, close }
}

/** One page of a browser elsewhere: a fresh context for each job, closed after it; the next one is opened meanwhile. */
export function createRemoteWorker(
  browser: RemoteBrowser,
  { proxy, resourceWaitMs }: RemoteWorkerOptions,
): RenderProcess {
  const { root } = browser
  let drawn = 0
  let next: Promise<Place> | null = null
  let last: Promise<unknown> = Promise.resolve()

  const open = (javaScript: boolean) => openPlace(browser, proxy, javaScript)

  function prepare(): Promise<Place> {
    const place = open(false)
    // Whoever draws with it hears of it.
    place.catch(() => {})
    return place
  }

  function take(javaScript: boolean): Promise<Place> {
    if (javaScript) return open(true)
    const place = next ?? prepare()
    next = null
    return place
  }

  async function draw(job: RenderJob, signal: AbortSignal): Promise<Drawn> {
    const { page, close } = await take(job.javaScript)
    try {
      signal.throwIfAborted()
      return await orCrashed(capture(page, job, resourceWaitMs, signal), page.crashed)
    } finally {
      await close()
    }
  }

  return {
    browser,
    get drawn() {
      return drawn
    },
    broken: Promise.race([browser.ended.then(() => new Error('The connection has ended')), browser.silent]),
    draw(job, signal) {
      drawn++
      const drawing = draw(job, signal)
      // Without the picture that it brings.
      last = drawing.then(
        () => {},
        () => {},
      )
      return drawing
    },
    // Nothing is kept there.
    has: () => false,
    probe: () => root.send('Browser.getVersion'),
    async clean() {
      await last
      next ??= prepare()
    },
    rest: async () => {},
    memory: async () => 0,
  }
}
