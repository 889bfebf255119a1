import { capture } from './capture.ts'
import type { Page } from './page.ts'
import { awkwardVariants, forgets, withoutData } from './patch-candidates.ts'
import { type Patched, patchDocument } from './patch-script.ts'
import type { PatchTrust } from './patch-trust.ts'
import type { Drawn, RenderJob } from './render-job.ts'
import { takeOutputs } from './take-outputs.ts'

/** Draws documents that differ from the one that is there in their values alone by changing these values. */
export interface Patching {
  /** Whether the page has a document of the job's template and size. */
  has(job: RenderJob): boolean
  draw(job: RenderJob, signal: AbortSignal): Promise<Drawn>
  /** One more comparison of a template that was not seen often enough yet. */
  prove(): Promise<void>
  /** The document that was there is gone. */
  forget(): void
}

/** A job that may come to its picture by patching. */
interface Candidate {
  job: RenderJob
  template: string
  /** Its document without its data. */
  slim: string
}

interface Kept {
  scene: string
  /** Null where the page itself knows the document that it has. */
  slim: string | null
}

interface PatchingParts {
  page: Page
  trust: PatchTrust
  resourceWaitMs: number
  /** Makes the page ready for the job's whole document. */
  makeRoom(job: RenderJob): Promise<void>
}

/** A larger picture takes so long in any case that there is nothing to win, in pixels. */
const MAX_PIXELS = 8_000_000
/** Patches in a row before one is compared again with the whole document, for which there is a new window by then. */
const MAX_PATCHES = 400
/** What takes longer to draw than this, in milliseconds, is compared on real data alone: jobs wait for trials. */
const MAX_TRIAL_MS = 250
const LOSSLESS = { png: true, pdf: false }

export function createPatching({ page, trust, resourceWaitMs, makeRoom }: PatchingParts): Patching {
  let kept: Kept | null = null
  let patches = 0
  let wholeMs = 0
  /** What can still be tried on the document that is there. */
  let trials: RenderJob[] = []

  async function drawWhole(job: RenderJob, candidate: Candidate | null, signal: AbortSignal): Promise<Drawn> {
    kept = null
    await makeRoom(job)
    signal.throwIfAborted()
    const start = performance.now()
    const drawn = await capture(page, job, resourceWaitMs, signal)
    wholeMs = performance.now() - start
    patches = 0
    if (!page.isMarked && candidate) kept = { scene: sceneOf(job), slim: candidate.slim }
    return drawn
  }

  /** Null where the documents differ in more than a few values. */
  async function change({ slim }: Candidate, signal: AbortSignal): Promise<Patched | null> {
    const from = kept?.slim ?? null
    kept = null
    page.requests.clear()
    // Whoever ends this before its end leaves a page that has to be emptied.
    page.isMarked = true
    const expression = patchDocument(from, slim)
    const evaluation = page.session.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
    const { result } = await page.camera.during(evaluation)
    signal.throwIfAborted()
    if (page.requests.usedNetwork || page.guard.hasLeft) return null
    return (result.value as Patched | null | undefined) ?? null
  }

  async function drawPatched(candidate: Candidate, signal: AbortSignal): Promise<Drawn | null> {
    const { job } = candidate
    const patched = await change(candidate, signal)
    const output = patched && (await takeOutputs(page, job, { isOpaque: patched.opaque, isRepeatable: true }))
    signal.throwIfAborted()
    page.isMarked = false
    trust.note(candidate.template, output ? 'alike' : 'unlike')
    if (!output) return null
    patches++
    kept = { scene: sceneOf(job), slim: null }
    return { ...output, console: [], failedRequests: [], isPatched: true }
  }

  /** Draws both ways, and gives what was drawn whole. */
  async function drawBoth(candidate: Candidate, signal: AbortSignal): Promise<Drawn> {
    const { job, template } = candidate
    const patched = await change(candidate, signal)
    const one = patched && (await page.camera.takePng())
    signal.throwIfAborted()
    page.isMarked = false
    const drawn = await drawWhole(job, candidate, signal)
    const other = one && (await page.camera.takePng())
    if (!one || !other) trust.note(template, 'unlike')
    else trust.note(template, one.equals(other) ? 'same' : 'other')
    if (patched && trials.length === 0 && wholeMs < MAX_TRIAL_MS) trials = trialsOf(job, patched.texts)
    return drawn
  }

  const has = (job: RenderJob): boolean => kept?.scene === sceneOf(job) && job.template !== undefined

  return {
    has,
    async draw(job, signal) {
      const candidate = candidateOf(job)
      if (!candidate || !has(job) || trust.isRefused(candidate.template)) return drawWhole(job, candidate, signal)
      if (!trust.isProven(candidate.template) || patches >= MAX_PATCHES) return drawBoth(candidate, signal)
      return (await drawPatched(candidate, signal)) ?? drawWhole(job, candidate, signal)
    },
    async prove() {
      const trial = trials.pop()
      const candidate = trial && has(trial) ? candidateOf(trial) : null
      if (!candidate || trust.isProven(candidate.template)) trials = []
      else await drawBoth(candidate, new AbortController().signal)
    },
    forget() {
      kept = null
      trials = []
    },
  }
}

const sceneOf = ({ template, width, height, deviceScaleFactor }: RenderJob): string =>
  `${template} ${width}x${height}@${deviceScaleFactor}`

function candidateOf(job: RenderJob): Candidate | null {
  const { template, html, outputs, width, height, deviceScaleFactor } = job
  if (template === undefined || outputs.pdf || width * height * deviceScaleFactor ** 2 > MAX_PIXELS) return null
  const slim = withoutData(html)
  return forgets(slim) ? { job, template, slim } : null
}

const trialsOf = (job: RenderJob, texts: string[]): RenderJob[] =>
  awkwardVariants(job.html, texts).map((html) => ({ ...job, html, outputs: LOSSLESS }))
