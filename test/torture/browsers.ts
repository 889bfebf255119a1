import { readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { type How, PHASES, type Phase, type Strike, strike } from '../helpers/browser-strike.ts'
import { shiftedClock, until } from '../helpers/clock.ts'
import { startTestFarm, type TestFarm } from '../helpers/farm.ts'
import { descendantsOf, isAlive } from '../helpers/program.ts'
import { makeTappedBrowser, type TappedBrowser } from '../helpers/tapped-browser.ts'
import { gather, openSite, type Player, playerFor, type Site } from './browsers-cast.ts'
import { watchPictures } from './browsers-watch.ts'
import type { Ordeal, Verdict } from './ordeal.ts'

/** Browsers at a time. */
const SIZE = 2
/** A browser is replaced after so many pictures, so that it often is. */
const RECYCLE_AFTER = 12
/** Rounds of refreshes in which a strike has to find its phase. */
const MOST_ROUNDS = 12
/** What the next picture may take, in milliseconds. */
const NEXT_LIMIT_MS = 5_000
/** Of 20 strikes so many stop the browser (each costs some seconds), and end one of its processes alone. */
const STOPS = 1
const PARTS = 6
const PARTS_OF_IT: readonly How[] = ['kill renderer', 'kill gpu']

interface Scene {
  nextLimitMs: number
  farm: TestFarm
  tap: TappedBrowser
  site: Site
  players: Player[]
  verdict: Verdict
  clock: ReturnType<typeof shiftedClock>
}

interface Run {
  outcome: string
  error: { code: string; message: string } | null
}

/** Strikes the browsers of a farm at work, `count` times, in every phase of their lives. */
export async function tortureBrowsers({
  count,
  random,
  say,
  nextLimitMs = NEXT_LIMIT_MS,
}: Ordeal & { nextLimitMs?: number }): Promise<Verdict> {
  const verdict: Verdict = { counts: {}, failures: [] }
  const tap = await makeTappedBrowser()
  const site = await openSite()
  const clock = shiftedClock()
  const browsers = { size: SIZE, recycleAfter: RECYCLE_AFTER }
  const farm = await startTestFarm({ options: { chromium: tap.path }, now: clock.now, browsers })
  try {
    const scene = { farm, tap, site, clock, verdict, nextLimitMs, players: await gather(farm, site) }
    const watch = watchPictures(farm, scene.players, verdict)
    for (let i = 0; i < count; i++) {
      const planned = planOf(i, random)
      say(`${i + 1} of ${count}: ${planned.how} at ${planned.phase}`)
      await strikeOnce(planned, scene)
    }
    await loseTwice(scene)
    await watch.stop()
    tally(verdict, 'browsers started', tap.started())
    tally(verdict, 'unexpected faults logged', farm.logged().split('An unexpected fault').length - 1)
    if (verdict.counts['unexpected faults logged']) verdict.failures.push('The farm logged an unexpected fault')
  } finally {
    await farm.stop()
    await site.server.stop()
  }
  await searchForOrphans(tap, verdict)
  tap.remove()
  return verdict
}

function tally(verdict: Verdict, what: string, by = 1): void {
  verdict.counts[what] = (verdict.counts[what] ?? 0) + by
}

/** Phases in turn, so that every one is struck as often as the others. */
function planOf(i: number, random: () => number): Strike {
  const phases = Object.keys(PHASES) as Phase[]
  const phase = phases[i % phases.length] as Phase
  const dice = Math.floor(random() * 20)
  const part = PARTS_OF_IT[Math.floor(random() * PARTS_OF_IT.length)] ?? 'kill'
  const how = dice < STOPS ? 'stop' : dice < STOPS + PARTS ? part : 'kill'
  const delayMs = random() < 0.5 ? 0 : Math.floor(random() * 40)
  return { id: String(i), phase, how: phase === 'launch' && how !== 'stop' ? 'kill' : how, delayMs }
}

async function strikeOnce(planned: Strike, scene: Scene): Promise<void> {
  const { tap, verdict, site, players } = scene
  const player = playerFor(planned.phase, players)
  const isDone = arm(planned, scene)
  let rounds = 0
  while (!isDone() && rounds++ < MOST_ROUNDS) {
    const asked = Promise.all([player, ...players].map((each) => refresh(each, scene)))
    await Promise.race([asked, until(isDone, 120_000)])
    if (isDone()) await measureNext(planned, scene)
    for (const [i, run] of (await asked).entries()) judge(run, players[i - 1] ?? player, planned, verdict)
  }
  site.onImage = () => {}
  if (!isDone()) {
    tap.withdraw()
    verdict.failures.push(`No browser came to ${planned.phase} in ${MOST_ROUNDS} rounds`)
    return
  }
  tally(verdict, `struck at ${planned.phase}`)
  tally(verdict, planned.how)
}

/** Prepares a strike; the answer tells whether it was carried out. */
function arm(planned: Strike, { tap, site }: Scene): () => boolean {
  const { phase, how } = planned
  let isStruck = false
  const strikeAll = (kind: How) => {
    for (const pid of tap.running()) strike(pid, kind)
    isStruck = true
  }
  if (phase === 'idle') strikeAll(how)
  else if (phase === 'waiting for resources') {
    site.onImage = () => {
      if (!isStruck) strikeAll(how)
    }
  } else {
    tap.plan(planned)
    // A browser starts only where there is none.
    if (phase === 'launch' || phase === 'made ready') for (const pid of tap.drawing()) strike(pid, 'kill')
    return () => tap.isDone(planned)
  }
  return () => isStruck
}

async function refresh({ uid }: Player, { farm }: Scene): Promise<Run> {
  const { json, status } = await farm.call('POST', `/bindings/${uid}/refresh?wait=true`)
  if (status !== 200) return { outcome: `answered ${status}`, error: json }
  return json.run
}

function judge(run: Run, player: Player, { phase, how }: Strike, verdict: Verdict): void {
  tally(verdict, `refreshes ${run.outcome}`)
  if (run.outcome === 'rendered') return
  verdict.failures.push(`${how} at ${phase}: ${player.name} was ${run.outcome} (${run.error?.message ?? ''})`)
}

/** How long a picture takes that is asked for right after the strike. */
async function measureNext({ phase, how }: Strike, scene: Scene): Promise<void> {
  const { farm, verdict, nextLimitMs } = scene
  const startedAt = performance.now()
  const { status } = await farm.call('POST', '/templates/preview', { html: '<p>next</p>', width: 60, height: 30 })
  const ms = Math.round(performance.now() - startedAt)
  if (status !== 200) verdict.failures.push(`The next picture after ${how} at ${phase} was answered with ${status}`)
  const worst = 'worst wait for the next picture, ms'
  verdict.counts[worst] = Math.max(verdict.counts[worst] ?? 0, ms)
  if (ms > nextLimitMs) verdict.failures.push(`The next picture after ${how} at ${phase} took ${ms} ms`)
}

/** Whoever loses two browsers is told so, is served the last picture meanwhile, and is drawn again by itself. */
async function loseTwice(scene: Scene): Promise<void> {
  const { farm, tap, site, players, verdict, clock } = scene
  const player = playerFor('waiting for resources', players)
  site.onImage = () => {
    for (const pid of tap.running()) strike(pid, 'kill')
  }
  const run = await refresh(player, scene)
  site.onImage = () => {}
  if (run.outcome !== 'failed' || run.error?.code !== 'RENDER_FAILED') {
    verdict.failures.push(`Struck twice, ${player.name} was ${run.outcome} (${run.error?.code})`)
  }
  const binding = async () => (await farm.call('GET', `/bindings/${player.uid}`)).json.binding
  if ((await binding()).status !== 'error') verdict.failures.push('A binding that failed is not in error')
  clock.pass(40_000)
  await farm.raw('GET', player.path)
  await until(async () => (await binding()).status === 'active')
  tally(verdict, 'lost two browsers, told so, and drawn again')
}

const isOf = (pid: string, words: string): boolean => {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(words)
  } catch {
    return false
  }
}

/** What must not be left of the browsers of this process: processes, wherever they hang in the tree, and folders. */
async function searchForOrphans(tap: TappedBrowser, verdict: Verdict): Promise<void> {
  const mark = `bindery-chromium-${process.pid}-`
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isOf(name, `HOME=${tmpdir()}/${mark}`))
  const left = new Set([...processes.map(Number), ...descendantsOf(process.pid), ...tap.running()])
  const orphans = [...left].filter(isAlive).length
  const folders = readdirSync(tmpdir()).filter((name) => name.startsWith(mark)).length
  Object.assign(verdict.counts, { 'orphan processes': orphans, 'profile folders left': folders })
  if (orphans > 0) verdict.failures.push(`${orphans} processes were left`)
  if (folders > 0) verdict.failures.push(`${folders} profile folders were left`)
}
