import { setTimeout as sleep } from 'node:timers/promises'
import { Problem } from '../../shared/errors.ts'
import { nextLoad } from './next-load.ts'
import { goBlank, type Page } from './page.ts'
import { BRING_TO_REST, canShareWindow, type Seen, waitUntilReady } from './page-scripts.ts'
import type { Drawn, RenderJob } from './render-job.ts'
import { takeOutputs } from './take-outputs.ts'

/** After its last request a page that runs scripts has to be quiet for this long, in milliseconds. */
const QUIET_MS = 60
const POLL_MS = 20
/** A page that was kept from leaving gets this long, in milliseconds, to finish loading all the same. */
const AFTER_REFUSAL_MS = 300
/** What fonts and images get, in milliseconds, even where the limit for resources has passed. */
const LEAST_READY_MS = 500

/** What has to be taken for true of a document that could not be looked at. */
const UNSEEN: Seen = { marks: true, opaque: false }

/**
 * Draws one job on a page that is blank.
 * @param resourceWaitMs how long its images, style sheets, fonts and (with JavaScript) requests are waited for; what
 * has not come by then is recorded as failed, and the page is drawn as it stands
 * @throws {Problem} `render-failed` where the page would not stay; the signal's reason; any error of a page that broke
 */
export async function capture(page: Page, job: RenderJob, resourceWaitMs: number, signal: AbortSignal): Promise<Drawn> {
  page.requests.clear()
  page.isMarked = true
  await resize(page, job)
  page.guard.arm()
  signal.throwIfAborted()
  const seen = await fill(page, job, performance.now() + resourceWaitMs, signal)
  signal.throwIfAborted()
  const isRepeatable = !page.javaScript && !page.requests.usedNetwork
  const output = await takeOutputs(page, job, { isOpaque: seen.opaque, isRepeatable })
  signal.throwIfAborted()
  if (page.guard.hasLeft) throw leftProblem()
  page.isMarked = seen.marks || page.requests.usedNetwork || !canShareWindow(job.html)
  return { ...output, console: [...page.console], failedRequests: page.requests.failed(), isPatched: false }
}

const leftProblem = (): Problem =>
  new Problem('render-failed', 'The page left its own document while it was drawn. Remove what navigates it.', {
    stage: 'render',
    retriable: false,
  })

async function resize(page: Page, { width, height, deviceScaleFactor }: RenderJob): Promise<void> {
  const size = `${width}x${height}@${deviceScaleFactor}`
  if (page.size === size) return
  page.size = ''
  await page.camera.resize({ width, height, deviceScaleFactor })
  if (page.windowScale !== deviceScaleFactor) await renewAtScale(page, deviceScaleFactor)
  page.size = size
}

/** Blink rounds the lines of fonts for the scale that their window was made at, and keeps them for as long as that lives. */
async function renewAtScale(page: Page, scale: number): Promise<void> {
  page.guard.disarm()
  await goBlank(page.session)
  page.windowScale = scale
}

/**
 * Writes the document and waits for all that belongs to it, until `deadline` (by the performance clock). What has not
 * come by then is not looked at closely.
 */
async function fill(page: Page, job: RenderJob, deadline: number, signal: AbortSignal): Promise<Seen> {
  const { session, frameId, camera, requests, guard } = page
  const loaded = Promise.race([nextLoad(session), guard.refused.then(() => sleep(AFTER_REFUSAL_MS))])
  const written = session.send('Page.setDocumentContent', { frameId, html: job.html })
  const arriving = before(deadline, Promise.all([written, loaded]), signal)
  // Scripts may draw frame by frame long before all is loaded; without any, nothing waits for a frame until then.
  const isLoaded = await (page.javaScript ? camera.during(arriving) : arriving)
  signal.throwIfAborted()
  if (isLoaded && page.javaScript) await camera.during(quiet(page, deadline, signal))
  signal.throwIfAborted()
  if (!isLoaded) await giveUpLoading(page)
  const ready = evaluate(page, waitUntilReady(page.javaScript), true)
  const readyBy = Math.max(deadline, performance.now() + LEAST_READY_MS)
  const isReady = await camera.during(before(readyBy, ready, signal))
  signal.throwIfAborted()
  if (isReady) {
    // An image or font that the styles asked for after the load event.
    if (requests.pending > 0) await before(deadline, untilNoneIsPending(page, signal), signal)
    if (requests.pending === 0) return ((await ready).result.value as Seen | undefined) ?? UNSEEN
  }
  await giveUpLoading(page)
  await evaluate(page, BRING_TO_REST, false)
  return UNSEEN
}

/** A style sheet that does not come would keep the page white, so loading has to end before the picture is taken. */
async function giveUpLoading({ session, requests }: Page): Promise<void> {
  requests.failPending('Still loading when the picture was taken')
  await session.send('Page.stopLoading')
}

/** Runs Bindery's own script out of the reach of the page's. */
async function evaluate({ session, frameId, javaScript }: Page, expression: string, awaitPromise: boolean) {
  if (!javaScript) return session.send('Runtime.evaluate', { expression, awaitPromise, returnByValue: true })
  const { executionContextId } = await session.send('Page.createIsolatedWorld', { frameId })
  return session.send('Runtime.evaluate', {
    expression,
    awaitPromise,
    returnByValue: true,
    contextId: executionContextId,
  })
}

async function quiet(page: Page, deadline: number, signal: AbortSignal): Promise<void> {
  const isBusy = () => page.requests.pending > 0 || performance.now() - page.requests.lastChange < QUIET_MS
  while (isBusy() && performance.now() < deadline) await sleep(POLL_MS, undefined, { signal })
}

async function untilNoneIsPending({ requests }: Page, signal: AbortSignal): Promise<void> {
  while (requests.pending > 0) await sleep(POLL_MS, undefined, { signal })
}

/** Whether `work` was done before `deadline`, and before `signal` gave it up. */
async function before(deadline: number, work: Promise<unknown>, signal: AbortSignal): Promise<boolean> {
  const late = Promise.withResolvers<boolean>()
  const giveUp = () => late.resolve(false)
  // Without AbortSignal.any() and a timer that is a promise: twice with each picture they stood out in its profile.
  const timer = setTimeout(giveUp, Math.max(0, deadline - performance.now()))
  signal.addEventListener('abort', giveUp, { once: true })
  if (signal.aborted) giveUp()
  // Left alone after the deadline: whatever becomes of it shows in the next step.
  const done = work.then(() => true)
  done.catch(() => {})
  return Promise.race([done, late.promise]).finally(() => {
    clearTimeout(timer)
    signal.removeEventListener('abort', giveUp)
  })
}
