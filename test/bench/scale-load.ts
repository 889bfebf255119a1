import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import BetterSqlite3 from 'better-sqlite3'
import { Agent } from 'undici'
import { DATABASE_FILE } from '../../src/main/db/database-file.ts'
import { cpuTimeFrom } from './cpu-time.ts'
import { median, percentile, printFigure } from './measure.ts'
import { memoryShares } from './memory-shares.ts'
import type { FarmProgram } from './program.ts'

const SETTLE_MS = 8_000
const DUE_MS = 60_000
const SERVED_PER_SECOND = 1_000
const TICKS_PER_SECOND = 100
const LOOK_EVERY_MS = 100

/** Refreshes as they fall due, while render URLs are asked for at a steady rate. */
export async function measureDueLoad(farm: FarmProgram, dataDir: string): Promise<void> {
  const { bindings } = (await farm.call('GET', '/bindings?limit=100')) as { bindings: { renderUrl: string }[] }
  await pause(SETTLE_MS)
  const database = new BetterSqlite3(join(dataDir, DATABASE_FILE), { readonly: true })
  try {
    const from = Date.now()
    const planned = dueBetween(database, from, from + DUE_MS)
    const watch = watchOverdue(database)
    const cpu = cpuTimeFrom(farm.pid)
    const served = await serveSteadily(
      farm.origin,
      bindings.map(({ renderUrl }) => new URL(renderUrl).pathname),
      from + DUE_MS,
    )
    printFigure('CPU meanwhile, of one core', ((cpuTimeFrom(farm.pid) - cpu) / DUE_MS) * 100, '%')
    await pause(2_000)
    printLateness(database, planned)
    printFigure('longest that one was due and not stored', watch.stop(), 'ms')
    printFigure('render URLs served meanwhile', served.length / (DUE_MS / 1000), '/s')
    printFigure('  p50', median(served), 'ms')
    printFigure('  p99', percentile(served, 99), 'ms')
    printFigure('memory (PSS) of the farm', memoryShares(farm.pid).farm, 'MB')
  } finally {
    database.close()
  }
}

interface Planned {
  uid: string
  due: number
}

const dueBetween = (database: BetterSqlite3.Database, from: number, to: number): Planned[] =>
  database
    .prepare('SELECT uid, next_refresh_at AS due FROM binding_states WHERE next_refresh_at BETWEEN ? AND ?')
    .all(from, to) as Planned[]

function printLateness(database: BetterSqlite3.Database, planned: readonly Planned[]): void {
  const done = database.prepare('SELECT last_refresh_at FROM binding_states WHERE uid = ?').pluck()
  const late = planned.map(({ uid, due }) => Number(done.get(uid)) - due)
  printFigure('refreshes due each second', planned.length / (DUE_MS / 1000), '/s')
  printFigure('done after they were due, p50', median(late), 'ms')
  printFigure('  p99', percentile(late, 99), 'ms')
  printFigure('refreshes that were not done', late.filter((ms) => ms < 0).length, '')
}

/** How long the oldest that is due has waited, by what is stored: the most of it that was seen. */
function watchOverdue(database: BetterSqlite3.Database): { stop(): number } {
  const oldest = database
    .prepare('SELECT min(next_refresh_at) FROM binding_states WHERE next_refresh_at IS NOT NULL')
    .pluck()
  let most = 0
  const timer = setInterval(() => {
    most = Math.max(most, Date.now() - Number(oldest.get()))
  }, LOOK_EVERY_MS)
  return {
    stop() {
      clearInterval(timer)
      return most
    },
  }
}

/** Asks at a steady rate, whether what was asked before is answered or not; each answer's time from when it was due. */
async function serveSteadily(origin: string, paths: readonly string[], end: number): Promise<number[]> {
  const agent = new Agent({ connections: 16 })
  const answers: Promise<number>[] = []
  const perTick = SERVED_PER_SECOND / TICKS_PER_SECOND
  const start = performance.now()
  const last = start + end - Date.now()
  for (let tick = 0; performance.now() < last; tick++) {
    const due = start + (tick * 1000) / TICKS_PER_SECOND
    for (let at = 0; at < perTick; at++) {
      answers.push(serveOne(agent, origin, paths[(tick * perTick + at) % paths.length] ?? '', due))
    }
    await pause(Math.max(0, due + 1000 / TICKS_PER_SECOND - performance.now()))
  }
  const times = await Promise.all(answers)
  await agent.close()
  const failed = times.filter(Number.isNaN).length
  if (failed > 0) throw new Error(`${failed} of ${times.length} render URLs were not answered 200`)
  return times
}

/** NaN where it was not answered as it should be. */
async function serveOne(agent: Agent, origin: string, path: string, due: number): Promise<number> {
  try {
    const { statusCode, body } = await agent.request({ origin, path, method: 'GET' })
    await body.arrayBuffer()
    return statusCode === 200 ? performance.now() - due : Number.NaN
  } catch {
    return Number.NaN
  }
}
