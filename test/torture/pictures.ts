import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Renderer, RenderJob } from '../../src/main/chromium/renderer.ts'
import { Problem } from '../../src/shared/errors.ts'
import { type How, strike } from '../helpers/browser-strike.ts'
import { startTestRenderer } from '../helpers/chromium.ts'
import { startProcessCensus } from '../helpers/process-census.ts'
import { descendantsOf } from '../helpers/program.ts'
import { outlast } from './kills/farm-life.ts'
import type { Ordeal, Verdict } from './ordeal.ts'
import { openColours } from './pictures/colours.ts'
import { type Compare, compareWith } from './pictures/compare.ts'
import { greedyJob, randomJob } from './pictures/jobs.ts'
import { startLoneBrowser } from './pictures/lone-browser.ts'

/** Callers at a time, and browsers for them: some always wait. */
const ABREAST = 6
const SIZE = 3
/** Of all jobs, how many are given up, take all that there is, and are followed by a blow to a browser. */
const GIVEN_UP = 0.3
const GREEDY = 0.006
const STRUCK = 0.02
/** Of the callers that pause, to let browsers rest and end, in milliseconds. */
const PAUSES = 0.03
const PAUSE_MS = 900
const BLOWS: readonly How[] = ['kill', 'kill gpu', 'kill renderer', 'stop']
/** When a job is given up, in milliseconds: at once, while it waits, loads, is drawn or packed. */
const MOMENTS = [0, 2, 10, 30, 80, 200, 500]

interface Scene {
  renderer: Renderer
  compare: Compare
  random(): number
  site: string
  verdict: Verdict
  /** Processes of those that draw. */
  browsers(): number[]
}

/**
 * Draws `count` pages of every kind while callers give up, browsers are killed, stopped and renewed, and compares each
 * picture with one that was drawn alone.
 */
export async function torturePictures({ count, random, say }: Ordeal): Promise<Verdict> {
  const verdict: Verdict = { counts: { drawn: 0 }, failures: [] }
  const census = startProcessCensus()
  const site = await openColours()
  const handles = openHandles()
  const { renderer, proxy, stop } = await startTestRenderer({
    size: SIZE,
    recycleAfter: 150,
    shrinkAfterMs: 2_000,
    restAfterMs: 4_000,
    memoryLimit: 700 * 1024 ** 2,
  })
  const lone = await startLoneBrowser(renderer.state().path as string, proxy)
  const scene: Scene = {
    renderer,
    compare: compareWith(lone),
    random,
    site: site.url,
    verdict,
    browsers: () => descendantsOf(process.pid).filter((pid) => pid !== lone.pid && isBrowser(pid)),
  }
  try {
    let left = count
    const work = async () => {
      while (left > 0) {
        if (left-- % 200 === 0) say(`${left} to go, ${verdict.failures.length} failures`)
        await actOnce(scene)
        census.take()
      }
    }
    await Promise.all(Array.from({ length: ABREAST }, work))
    verdict.counts['browsers that were replaced for a fault'] = renderer.state().restarts
  } finally {
    await lone.stop()
    await stop()
    await site.stop()
  }
  // The helpers of a browser that was killed end by themselves.
  tell(verdict, 'processes left', (await outlast(census.left())).length)
  tell(verdict, 'handles left', openHandles() - handles)
  return verdict
}

async function actOnce(scene: Scene): Promise<void> {
  const { random } = scene
  if (random() < PAUSES) await sleep(random() * PAUSE_MS)
  if (random() < STRUCK) strikeOne(scene)
  const isGreedy = random() < GREEDY
  const job = isGreedy ? greedyJob(random) : randomJob(random, scene.site)
  const gone = new AbortController()
  const moment = MOMENTS[Math.floor(random() * MOMENTS.length)] ?? 0
  const isGivenUp = random() < GIVEN_UP || isGreedy
  const late = isGivenUp ? setTimeout(() => gone.abort(new Error('Given up')), moment) : undefined
  if (isGivenUp && random() < 0.1) gone.abort(new Error('Given up'))
  await drawOne(job, gone.signal, scene)
  clearTimeout(late)
}

async function drawOne(job: RenderJob, signal: AbortSignal, { renderer, compare, verdict }: Scene): Promise<void> {
  try {
    const drawn = await renderer.render(job, signal)
    count(verdict, drawn.isPatched ? 'drawn by values' : 'drawn')
    const difference = await compare(job, drawn)
    if (difference) verdict.failures.push(`${difference}: ${JSON.stringify({ ...job, isPatched: drawn.isPatched })}`)
  } catch (error) {
    if (signal.aborted && error === signal.reason) return count(verdict, 'given up')
    // Struck twice.
    if (error instanceof Problem && error.message.includes('crash, twice')) return count(verdict, 'lost two browsers')
    verdict.failures.push(`${(error as Error).message}: ${JSON.stringify(job)}`)
  }
}

function strikeOne({ random, verdict, ...scene }: Scene): void {
  const browsers = scene.browsers()
  const pid = browsers[Math.floor(random() * browsers.length)]
  const how = BLOWS[Math.floor(random() * BLOWS.length)] as How
  const ms = random() * 2_500
  if (pid === undefined) return
  strike(pid, how)
  count(verdict, how)
  if (how === 'stop') setTimeout(() => goOn(pid), ms)
}

/** Its helpers say of what type they are. */
function isBrowser(pid: number): boolean {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    return command.includes('--user-data-dir=') && !command.includes('--type=')
  } catch {
    return false
  }
}

function goOn(pid: number): void {
  try {
    process.kill(pid, 'SIGCONT')
  } catch {
    // It was given up.
  }
}

/** Files of this process, sockets and pipes left out, whose ends come when they come. */
const openHandles = (): number => {
  const names = readdirSync('/proc/self/fd').map((name) => {
    try {
      return readlinkSync(`/proc/self/fd/${name}`)
    } catch {
      return ''
    }
  })
  return names.filter((name) => name.startsWith('/')).length
}

function count({ counts }: Verdict, what: string): void {
  counts[what] = (counts[what] ?? 0) + 1
}

function tell({ counts, failures }: Verdict, what: string, left: number): void {
  counts[what] = left
  if (left > 0) failures.push(`${left} ${what}`)
}
