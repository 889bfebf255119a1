import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import BetterSqlite3 from 'better-sqlite3'
import { DATABASE_FILE } from '../../src/main/db/database-file.ts'
import { cpuTimeFrom } from './cpu-time.ts'
import { ALLOW_LOOPBACK, makeSourcedBindings } from './many-bindings.ts'
import { median, percentile, printFigure } from './measure.ts'
import { memoryShares } from './memory-shares.ts'
import { type FarmProgram, withFarmProgram } from './program.ts'
import { measureDueLoad } from './scale-load.ts'
import { startSource } from './source.ts'

const BINDINGS = 100_000
const START_ROUNDS = 5
/** So that 170 are due each second. */
const TTL_SECONDS = 588
/** After its start, until what it does at first is over: a look at all pages, a browser that nobody wanted, a backup, a cleaning. */
const SETTLE_MS = 75_000
const IDLE_MS = 30_000
const LIST_ROUNDS = 100
const HOUR_MS = 3_600_000

/** A farm of 100,000 bindings: how soon it is ready, what it takes while idle, its lists, and its load. */
export async function benchScale(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bindery-bench-'))
  const dataDir = join(folder, 'data')
  const source = await startSource(8)
  const urlOf = (n: number) => `${source.origins[n % source.origins.length]}/tagged/${String(n).padStart(6, '0')}`
  try {
    await makeSourcedBindings(dataDir, BINDINGS, urlOf, TTL_SECONDS)
    await measureScale(dataDir)
  } finally {
    await source.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measureScale(dataDir: string): Promise<void> {
  console.log(`\n${BINDINGS} bindings`)
  // A tenth is paused and a tenth has failed, for the filters of the lists.
  spread(dataDir, HOUR_MS, "CASE rowid % 10 WHEN 0 THEN 'paused' WHEN 1 THEN 'error' ELSE 'active' END")
  await measureStart(dataDir)
  await withFarmProgram(dataDir, ALLOW_LOOPBACK, async (farm) => {
    await measureIdle(farm)
    await measureLists(farm)
  })
  spread(dataDir, 5_000, "'active'")
  await withFarmProgram(dataDir, ALLOW_LOOPBACK, (farm) => measureDueLoad(farm, dataDir))
}

/** Due one after the other over the whole ttl, beginning so far from now. Set while no farm has the database. */
function spread(dataDir: string, from: number, status: string): void {
  const database = new BetterSqlite3(join(dataDir, DATABASE_FILE))
  const step = (TTL_SECONDS * 1000) / BINDINGS
  database.exec(
    `UPDATE binding_states SET status = ${status}, next_refresh_at = ${Date.now() + from} + CAST(rowid * ${step} AS INTEGER),
       refresh_interval = ${TTL_SECONDS * 1000 + 10_000 + from}`,
  )
  database.close()
}

async function measureStart(dataDir: string): Promise<void> {
  const times: number[] = []
  for (let round = 0; round < START_ROUNDS; round++) {
    const start = performance.now()
    await withFarmProgram(dataDir, ALLOW_LOOPBACK, async () => void times.push(performance.now() - start))
  }
  printFigure(`start to ready, median of ${START_ROUNDS}`, median(times), 'ms')
}

async function measureIdle({ pid }: FarmProgram): Promise<void> {
  await pause(SETTLE_MS)
  const before = cpuTimeFrom(pid)
  await pause(IDLE_MS)
  printFigure('idle, of one core, browsers included', ((cpuTimeFrom(pid) - before) / IDLE_MS) * 100, '%')
  const { farm, evaluators, browsers } = memoryShares(pid)
  printFigure('idle, memory (PSS): the farm', farm, 'MB')
  printFigure('  the processes that evaluate', evaluators, 'MB')
  printFigure('  browsers that are still there', browsers, 'MB')
}

/** The first, middle and last page of every list with its filters, one request after the other. */
async function measureLists({ call }: FarmProgram): Promise<void> {
  const { bindings } = (await call('GET', '/bindings?limit=1')) as { bindings: { templateId: string }[] }
  const template = `templateId=${bindings[0]?.templateId}`
  const filters = ['', 'status=active', 'status=error', 'status=paused', template, `${template}&status=paused`]
  const lists = [
    ...filters.map((filter) => `/bindings?limit=20&${filter}`),
    ...['', 'outcome=rendered', 'trigger=manual', 'outcome=rendered&trigger=manual'].map(
      (filter) => `/runs?limit=20&${filter}`,
    ),
    ...['newest', 'name'].map((sort) => `/templates?limit=20&sort=${sort}`),
  ]
  for (const list of lists) await measureList(call, list, list.replace(template, 'templateId=…'))
}

async function measureList(call: FarmProgram['call'], list: string, name: string): Promise<void> {
  const { pagination } = (await call('GET', `${list}&page=1`)) as { pagination: { totalPages: number } }
  const last = Math.max(1, pagination.totalPages)
  const middle = Math.ceil(last / 2)
  const times: number[][] = [[], [], []]
  for (let round = 0; round < LIST_ROUNDS; round++) {
    for (const [at, page] of [1, middle, last].entries()) {
      const start = performance.now()
      await call('GET', `${list}&page=${page}`)
      times[at]?.push(performance.now() - start)
    }
  }
  const medians = times.map((each) => median(each).toFixed(1)).join(', ')
  printFigure(`GET ${name} p99`, percentile(times.flat(), 99), `ms; p50 of pages 1, ${middle}, ${last}: ${medians}`)
}
