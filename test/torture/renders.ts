import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Rendered, Renderer, RenderJob } from '../../src/main/chromium/renderer.ts'
import { sha256 } from '../../src/main/hash.ts'
import { Problem } from '../../src/shared/errors.ts'
import { jobOf, startTestRenderer } from '../helpers/chromium.ts'
import { openHostileSite } from '../helpers/hostile-pages.ts'
import { descendantsOf } from '../helpers/program.ts'
import type { Ordeal, Verdict } from './ordeal.ts'

/** Renders before memory is looked at for the first time: by then V8's heap has grown to what the work needs. */
const WARM_UP = 2_000
/** Renders between two looks at the reference card. */
const REFERENCE_EVERY = 100
const ABREAST = 3
/** What memory may grow by, of what it was after the warm-up. */
const ALLOWANCE = 0.15
/** Below this, in bytes, a share says nothing: the heap of Node alone breathes as much. */
const NOISE = 16 * 1024 ** 2
/** Browsers empty their pages, and Node its heap, a while after the last job, in milliseconds. */
const SETTLE_MS = 3_000

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const REFERENCE = jobOf(
  '<!doctype html><body style="margin:0;background:linear-gradient(30deg,#123,#fc8);font:30px sans-serif">Ünï 😀',
  { width: 600, height: 315 },
)

interface Memory {
  farm: number
  browsers: number
}

/** Draws cards of every kind, `count` in all, and sees whether memory comes back and the reference stays the same. */
export async function tortureRenders({ count, random, say }: Ordeal): Promise<Verdict> {
  const verdict: Verdict = { counts: { drawn: 0, refused: 0 }, failures: [] }
  const site = await openHostileSite()
  const { renderer, stop } = await startTestRenderer({ size: ABREAST })
  try {
    const warmUp = Math.min(WARM_UP, Math.floor(count / 4))
    const reference = await hashOf(renderer)
    await drawAll(warmUp, renderer, site.url, random, verdict)
    const before = await restingMemory(renderer)
    say(`after ${warmUp}: ${inWords(before)}`)
    for (let drawn = warmUp; drawn < count; drawn += REFERENCE_EVERY) {
      await drawAll(Math.min(REFERENCE_EVERY, count - drawn), renderer, site.url, random, verdict)
      if ((await hashOf(renderer)) !== reference) verdict.failures.push(`The reference card changed after ${drawn}`)
      if (drawn % 1000 < REFERENCE_EVERY) say(`after ${drawn}: ${inWords(await restingMemory(renderer))}`)
    }
    const after = await restingMemory(renderer)
    say(`at the end: ${inWords(after)}`)
    compare(before, after, verdict)
    verdict.counts['browsers that were replaced for a fault'] = renderer.state().restarts
  } finally {
    await stop()
    await site.stop()
  }
  verdict.counts['processes left'] = descendantsOf(process.pid).length
  if (verdict.counts['processes left']) verdict.failures.push('Processes were left')
  return verdict
}

async function hashOf(renderer: Renderer): Promise<string> {
  const { png } = await renderer.render(REFERENCE)
  return png ? sha256(png) : 'nothing'
}

async function drawAll(count: number, renderer: Renderer, site: string, random: () => number, verdict: Verdict) {
  const jobs = Array.from({ length: count }, () => cardOf(random, site))
  const work = async () => {
    for (let job = jobs.pop(); job; job = jobs.pop()) tally(await renderer.render(job).catch((error) => error), verdict)
  }
  await Promise.all(Array.from({ length: ABREAST }, work))
}

function tally(end: Rendered | Error, { counts, failures }: Verdict): void {
  const isRefused = end instanceof Problem && end.slug === 'render-failed'
  if (end instanceof Error && !isRefused) failures.push(`A card ended in ${end.message}`)
  const what = end instanceof Error ? 'refused' : 'drawn'
  counts[what] = (counts[what] ?? 0) + 1
}

/** Of 1,000 cards one breaks its page, 50 run scripts, 200 load an image, 20 are large, and no two are alike. */
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
  return jobOf(html, { ...size, outputs: { png: true, pdf: number % 20 === 0 } })
}

/** A frame that Chromium takes for a sign of memory run out. */
const CRASHES = '<script>const kept = []; for (;;) kept.push(new Array(1e6).fill(kept.length))</script>'

/** Proportional set size (proc_pid_smaps(5)), in bytes: what is shared is counted once in all. */
function pssOf(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}

/** What the farm's process and its browsers hold when there is nothing to do; the browsers' is that of one of them. */
async function restingMemory(renderer: Renderer): Promise<Memory> {
  await sleep(SETTLE_MS)
  // Every browser has the same to do in the end, so that it is compared with itself.
  for (let i = 0; i < 2 * ABREAST; i++) await renderer.render(REFERENCE)
  await sleep(SETTLE_MS)
  collectGarbage()
  const browsers = descendantsOf(process.pid)

  return { farm: pssOf(process.pid), browsers: browsers.map(pssOf).reduce((sum, bytes) => sum + bytes, 0) }
}

const inWords = ({ farm, browsers }: Memory): string =>
  `the farm's process ${megabytes(farm)} MB, its browsers ${megabytes(browsers)} MB`
const megabytes = (bytes: number): number => Math.round(bytes / 1024 ** 2)

function compare(before: Memory, after: Memory, { counts, failures }: Verdict): void {
  const whole = ({ farm, browsers }: Memory) => farm + browsers
  counts['MB after the warm-up'] = megabytes(whole(before))
  counts['MB at the end'] = megabytes(whole(after))
  counts['growth of all, %'] = percent(whole(before), whole(after))
  counts['growth of the farm’s own process, %'] = percent(before.farm, after.farm)
  if (isGrown(whole(before), whole(after))) failures.push('Memory did not come back within 15 %')
  if (isGrown(before.farm, after.farm))
    failures.push('The memory of the farm’s own process did not come back within 15 %')
}

const percent = (before: number, after: number): number => Math.round((after / before - 1) * 1000) / 10
const isGrown = (before: number, after: number): boolean => after - before > Math.max(before * ALLOWANCE, NOISE)
