import type { Lossy } from '../../src/main/chromium/render-job.ts'
import type { Rendered, Renderer, RenderJob } from '../../src/main/chromium/renderer.ts'
import { encodePicture } from '../../src/main/pictures/encode.ts'
import { Problem } from '../../src/shared/errors.ts'
import { jobOf, startTestRenderer } from '../helpers/chromium.ts'
import { openHostileSite } from '../helpers/hostile-pages.ts'
import { memoryShareOf } from '../helpers/memory-share.ts'
import { startProcessCensus } from '../helpers/process-census.ts'
import { descendantsOf } from '../helpers/program.ts'
import type { Ordeal, Verdict } from './ordeal.ts'
import { referenceHashes } from './render-references.ts'
import { type RestingMemory, restingMemory } from './resting-memory.ts'

/** Renders before memory is looked at for the first time: by then V8's heap has grown to what the work needs. */
const WARM_UP = 2_000
/** Renders between two looks at the reference cards. */
const REFERENCES_EVERY = 100
/** Renders between two looks at memory. */
const MEMORY_EVERY = 1_000
const ABREAST = 3
/**
 * Looks at the browsers, one after every references, in half of one of their lives of 2,000 pages: between two looks
 * three draw some 130. The average hangs on which half it is; after 2,000 pictures, and twice as many spans later, the
 * same one has begun.
 */
const SPAN = 23
/** A run this short is no measure of the browsers' memory. */
const LOOKS_WITHOUT_SPANS = 3
/** What memory may grow by, of what it was after the warm-up. */
const ALLOWANCE = 0.15
/** Below this, in bytes, a share says nothing: the heap of Node alone breathes as much. */
const NOISE = 16 * 1024 ** 2

/** Draws cards of every kind, `count` in all, and sees whether memory stays flat and the references stay the same. */
export async function tortureRenders({ count, random, say }: Ordeal): Promise<Verdict> {
  const verdict: Verdict = { counts: { drawn: 0, refused: 0 }, failures: [] }
  const census = startProcessCensus()
  const site = await openHostileSite()
  const { renderer, stop } = await startTestRenderer({ size: ABREAST })
  const looks: RestingMemory[] = []
  const browsers: number[] = []
  const look = async (after: number) => {
    const memory = await restingMemory(renderer, ABREAST)
    looks.push(memory)
    say(`after ${after}: ${inWords(memory)}`)
  }
  try {
    const warmUp = Math.min(WARM_UP, Math.floor(count / 4))
    const references = await referenceHashes(renderer, ABREAST)
    await drawAll(warmUp, renderer, site.url, random, verdict)
    await look(warmUp)
    for (let drawn = warmUp; drawn < count; ) {
      const next = Math.min(count, drawn + REFERENCES_EVERY)
      await drawAll(next - drawn, renderer, site.url, random, verdict)
      tellChanged(references, await referenceHashes(renderer, ABREAST), next, verdict)
      census.take()
      if (renderer.state().processes === ABREAST) browsers.push(memoryShareOf(descendantsOf(process.pid)).own)
      if (next === count || next % MEMORY_EVERY < next - drawn) await look(next)
      drawn = next
    }
    judge(looks, browsers, verdict)
    verdict.counts['browsers that were replaced for a fault'] = renderer.state().restarts
  } finally {
    await stop()
    await site.stop()
  }
  verdict.counts['processes left'] = census.left().length
  if (verdict.counts['processes left']) verdict.failures.push('Processes were left')
  return verdict
}

function tellChanged(
  before: Record<string, string>,
  after: Record<string, string>,
  drawn: number,
  { failures, counts }: Verdict,
): void {
  for (const [name, hash] of Object.entries(before)) {
    if (after[name] !== hash) failures.push(`The reference, ${name}, had other bytes after ${drawn}`)
    counts['references with the same bytes'] = (counts['references with the same bytes'] ?? 0) + ABREAST
  }
}

async function drawAll(count: number, renderer: Renderer, site: string, random: () => number, verdict: Verdict) {
  const jobs = Array.from({ length: count }, () => cardOf(random, site))
  const work = async () => {
    for (let job = jobs.pop(); job; job = jobs.pop()) {
      const end = await renderer.render(job).catch((error) => error)
      const { lossy } = job.outputs
      if (end.png && lossy) await encodePicture(end.png, lossy.format, lossy.quality)
      tally(job, end, verdict)
    }
  }
  await Promise.all(Array.from({ length: ABREAST }, work))
}

function tally(job: RenderJob, end: Rendered | Error, { counts, failures }: Verdict): void {
  const count = (what: string) => {
    counts[what] = (counts[what] ?? 0) + 1
  }
  if (!(end instanceof Error)) {
    count('drawn')
    if (end.isPatched) count('drawn by values')
    return
  }
  count('refused')
  const isMeant = job.html === CRASHES && end instanceof Problem && end.slug === 'render-failed'
  if (!isMeant) failures.push(`A card ended in ${end.message}`)
}

const lossyFor = (number: number): Lossy => ({ format: number % 4 < 2 ? 'jpeg' : 'webp', quality: 80 })

/**
 * Of 1,000 cards one breaks its page, 50 run scripts, 200 load an image, 20 are large, 300 are of a template that may
 * be drawn by its values, and no two are alike.
 */
function cardOf(random: () => number, site: string): RenderJob {
  const number = Math.floor(random() * 1e9)
  const kind = random()
  const width = 100 + Math.floor(random() * 1100)
  const text = `<p style="font:${10 + (number % 40)}px sans-serif;color:hsl(${number % 360} 80% 40%)">Card ${number}</p>`
  const image = random() < 0.2 ? `<img src="${site}/x.png?${number}" width=200>` : ''
  const html = `<!doctype html><body style="background:hsl(${number % 255} 60% 90%)">${text.repeat(1 + (number % 30))}${image}`
  const size = { width, height: Math.ceil(width * 0.52), deviceScaleFactor: kind > 0.98 ? 2 : 1 }
  if (kind < 0.001) return jobOf(CRASHES, { ...size, javaScript: true })
  if (kind < 0.051)
    return jobOf(`${html}<script>document.title = 'x'.repeat(1e6)</script>`, { ...size, javaScript: true })
  if (kind < 0.351) return ofTemplate(number)
  return jobOf(html, {
    ...size,
    outputs: { png: true, pdf: number % 20 === 0, ...(number % 3 === 0 && { lossy: lossyFor(number) }) },
  })
}

/** A frame that Chromium takes for a sign of memory run out. */
const CRASHES = '<script>const kept = []; for (;;) kept.push(new Array(1e6).fill(kept.length))</script>'

function ofTemplate(number: number): RenderJob {
  const html = `<!doctype html><body style="margin:0;background:hsl(${number % 255} 60% 90%)"><h1>Card ${number}</h1><p>${'text '.repeat(number % 50)}</p>`
  const outputs = { png: true, pdf: false, ...(number % 2 === 0 && { lossy: lossyFor(number) }) }
  return jobOf(html, { width: 800, height: 418, template: `card ${number % 3}`, outputs })
}

const megabytes = (bytes: number): number => Math.round(bytes / 1024 ** 2)

const inWords = ({ farm, browsers }: RestingMemory): string =>
  `PSS of the farm's process ${megabytes(farm.all)} MB, of its browsers ${megabytes(browsers.all)} MB; without files ${megabytes(farm.own)} and ${megabytes(browsers.own)} MB`

/**
 * The farm's process: at no look may it hold more than after the warm-up and 15 %. Browsers are replaced after so many
 * pages and hold more the older they are, so that what they hold on average over whole lives is compared with that of
 * every later span of as many. What is mapped from files is left out: its share hangs on who else maps it.
 */
function judge(looks: readonly RestingMemory[], browsers: readonly number[], { counts, failures }: Verdict): void {
  const [first = 0, ...others] = looks.map(({ farm }) => farm.own)
  const spans = Array.from({ length: Math.floor(browsers.length / SPAN) }, (_, i) =>
    mean(browsers.slice(i * SPAN, (i + 1) * SPAN)),
  )
  const [firstSpan = 0, ...otherSpans] = spans
  tell('the farm’s process', first, Math.max(first, ...others), counts)
  counts['spans in which the browsers were looked at'] = spans.length
  if (otherSpans.length > 0) tell('the browsers on average', firstSpan, Math.max(firstSpan, ...otherSpans), counts)
  else if (looks.length > LOOKS_WITHOUT_SPANS)
    failures.push('The browsers were not all there often enough to be compared')
  const all = looks.map(({ farm, browsers }) => farm.all + browsers.all)
  counts['PSS of all at most, MB'] = megabytes(Math.max(...all))
  if (isGrown(first, Math.max(...others))) failures.push('The memory of the farm’s process did not stay within 15 %')
  if (isGrown(firstSpan, Math.max(...otherSpans))) failures.push('The memory of the browsers did not stay within 15 %')
}

function tell(what: string, before: number, most: number, counts: Verdict['counts']): void {
  counts[`${what}, MB after the warm-up`] = megabytes(before)
  counts[`${what}, MB at most`] = megabytes(most)
  counts[`${what}, growth at most, %`] = Math.round((most / before - 1) * 1000) / 10
}

const mean = (figures: readonly number[]): number => figures.reduce((sum, each) => sum + each, 0) / figures.length
const isGrown = (before: number, after: number): boolean => after - before > Math.max(before * ALLOWANCE, NOISE)
