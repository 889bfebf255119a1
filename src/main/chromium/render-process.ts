import { capture } from './capture.ts'
import type { LaunchedBrowser } from './launch.ts'
import { goBlank, openPage, orCrashed, type Page, type ProxyLogin } from './page.ts'
import { canShareWindow } from './page-scripts.ts'
import type { PatchTrust } from './patch-trust.ts'
import { createPatching } from './patching.ts'
import { memoryOfTree } from './process-memory.ts'
import type { Drawn, RenderJob } from './render-job.ts'
import { createSurface } from './surface.ts'

export interface RenderProcessOptions {
  proxy: ProxyLogin
  resourceWaitMs: number
  trust: PatchTrust
}

/** One browser process with one page, or one page of a browser elsewhere, which draws one job at a time. */
export interface RenderProcess {
  readonly browser: Pick<LaunchedBrowser, 'close' | 'kill'>
  /** Jobs drawn so far. */
  readonly drawn: number
  /** Settles with an error when the browser or its page is gone, or does not answer any more. */
  readonly broken: Promise<Error>
  draw(job: RenderJob, signal: AbortSignal): Promise<Drawn>
  /** Settles once the browser has answered. */
  probe(): Promise<unknown>
  /** Whether it has a document that the job's may only have to change. */
  has(job: RenderJob): boolean
  /** Makes sure that nothing of the last job can reach the next. */
  clean(): Promise<void>
  /** Empties the page, when there is time. */
  rest(): Promise<void>
  /** Bytes. */
  memory(): Promise<number>
}

const USUAL_SIZE = { width: 1200, height: 630 }
/**
 * Pictures after which the next whole document gets a new window all the same: of each that was written or changed, one
 * keeps some 50 KB.
 */
const MAX_JOBS_IN_WINDOW = 400

/** Makes a launched browser ready to draw. */
export async function createRenderProcess(
  browser: LaunchedBrowser,
  { proxy, resourceWaitMs, trust }: RenderProcessOptions,
): Promise<RenderProcess> {
  const { root } = browser
  const { targetInfos } = await root.send('Target.getTargets')
  const surface = browser.beginFrames ? createSurface(root, USUAL_SIZE) : null
  const page = await openPage(browser, USUAL_SIZE, false, proxy, surface)
  // The page that a browser starts with is of no use: whether it has frames of its own is decided when one is opened.
  for (const { type, targetId } of targetInfos) if (type === 'page') await root.send('Target.closeTarget', { targetId })
  const ended = browser.ended.then(() => new Error('The browser has ended'))
  void ended.then(() => surface?.close())
  let drawn = 0
  let last: Promise<unknown> = Promise.resolve()
  let isScripted = false
  let jobsInWindow = 0

  /** A browser context of its own: no cookie, cache, storage, worker or process in common with any other page. */
  async function drawScripted(job: RenderJob, signal: AbortSignal): Promise<Drawn> {
    const { browserContextId } = await root.send('Target.createBrowserContext', { disposeOnDetach: true })
    try {
      const place = { browserContextId, width: job.width, height: job.height }
      const own = await openPage(browser, place, true, proxy)
      signal.throwIfAborted()
      return await orCrashed(capture(own, job, resourceWaitMs, signal), own.crashed)
    } finally {
      await root.send('Target.disposeBrowserContext', { browserContextId })
    }
  }

  const patching = createPatching({
    page,
    trust,
    resourceWaitMs,
    async makeRoom({ html }) {
      const isOther = jobsInWindow > 0 && !canShareWindow(html)
      if (page.isMarked || jobsInWindow >= MAX_JOBS_IN_WINDOW || isOther) await renewWindow()
      jobsInWindow++
    },
  })

  async function drawInWindow(job: RenderJob, signal: AbortSignal): Promise<Drawn> {
    const drawn = await patching.draw(job, signal)
    if (drawn.isPatched) jobsInWindow++
    return drawn
  }

  async function renewWindow(): Promise<void> {
    jobsInWindow = 0
    patching.forget()
    await wipe(page)
  }

  return {
    browser,
    get drawn() {
      return drawn
    },
    broken: Promise.race([ended, page.crashed, browser.silent]),
    draw(job, signal) {
      drawn++
      isScripted = job.javaScript
      const drawing = isScripted ? drawScripted(job, signal) : drawInWindow(job, signal)
      // Without the picture that it brings.
      last = drawing.then(
        () => {},
        () => {},
      )
      return drawing
    },
    has: (job) => !job.javaScript && patching.has(job),
    probe: () => root.send('Browser.getVersion'),
    async clean() {
      // One that was given up goes on to its next step, which would be written into the next one's page.
      await last
      // The page of scripts went with its context, and this one was not touched.
      if (isScripted) return
      // A new window costs the next job half of its time again, so a document that left no mark is simply written over.
      if (page.isMarked) await renewWindow()
      else await patching.prove()
    },
    async rest() {
      page.camera.rest()
      await renewWindow()
    },
    memory: () => memoryOfTree(browser.pid),
  }
}

async function wipe(page: Page): Promise<void> {
  const { session, guard, requests } = page
  guard.disarm()
  await goBlank(session)
  page.isMarked = false
  // Answers to images and frames may have set some.
  if (requests.usedNetwork) await session.send('Network.clearBrowserCookies')
}
