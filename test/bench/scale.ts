import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import BetterSqlite3 from 'better-sqlite3'
import { DATABASE_FILE } from '../../src/main/db/database-file.ts'
import { ALLOW_LOOPBACK, makeSourcedBindings } from './many-bindings.ts'
import { median, percentile } from './measure.ts'
import { type FarmProgram, startFarmProgram } from './program.ts'
import { startSource } from './source.ts'

const BINDINGS = 100_000
const ROUNDS = 5
/** So that 170 are due each second. */
const TTL_SECONDS = 588
const IDLE_MS = 10_000
const DUE_MS = 30_000
const SERVED_PER_SECOND = 1_000
const TICKS_PER_SECOND = 100

/** A farm of 100,000 bindings: how soon it is ready, what it takes while idle, its lists, and its load. */
export async function benchScale(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bindery-bench-'))
  const dataDir = join(folder, 'data')
  const source = await startSource(8)
  const urlOf = (n: number) => `${source.origins[n % source.origins.length]}/tagged/${String(n).padStart(6, '0')}`
  try {
    await makeSourcedBindings(dataDir, BINDINGS, urlOf, TTL_SECONDS)
    spread(dataDir, 3_600_000)
    console.log(`\n${BINDINGS} bindings`)
    await measureStart(dataDir)
    await withFarm(dataDir, measureIdle)
    await withFarm(dataDir, measureLists)
    spread(dataDir, 0)
    await withFarm(dataDir, (farm) => measureLoad(farm, dataDir))
  } finally {
    await source.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function withFarm(dataDir: string, work: (farm: FarmProgram) => Promise<void>): Promise<void> {
  const farm = await startFarmProgram(dataDir, ALLOW_LOOPBACK)
  try {
    await work(farm)
  } finally {
    await farm.stop()
  }
}

/** Due one after the other over the whole ttl, beginning so far from now; a tenth is paused and a tenth has failed. */
function spread(dataDir: string, from: number): void {
  const database = new BetterSqlite3(join(dataDir, DATABASE_FILE))
  const step = (TTL_SECONDS * 1000) / BINDINGS
  database
    .prepare('UPDATE binding_states SET next_refresh_at = ? + CAST(rowid * ? AS INTEGER), refresh_interval = ?')
    .run(Date.now() + 5_000 + from, step, TTL_SECONDS * 1000 + 10_000 + from)
  const status = from === 0 ? "'active'" : "CASE rowid % 10 WHEN 0 THEN 'paused' WHEN 1 THEN 'error' ELSE 'active' END"
  database.exec(`UPDATE binding_states SET status = ${status}`)
  database.close()
}

const print = (name: string, value: number, unit: string) =>
  console.log(`  ${name.padEnd(52)} ${value.toFixed(value < 10 ? 2 : 0).padStart(8)} ${unit}`)

async function measureStart(dataDir: string): Promise<void> {
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now()
    await withFarm(dataDir, async () => void times.push(performance.now() - start))
  }
  print(`start to ready, median of ${ROUNDS}`, median(times), 'ms')
}

async function measureIdle({ pid }: FarmProgram): Promise<void> {
  await pause(5_000)
  const before = processorMs(pid)
  await pause(IDLE_MS)
  print('idle, of one core', ((processorMs(pid) - before) / IDLE_MS) * 100, '%')
  print('idle, memory (PSS)', memoryMb(pid), 'MB')
}

async function measureLists({ call }: FarmProgram): Promise<void> {
  const { bindings } = (await call('GET', '/bindings?limit=1')) as { bindings: { templateId: string }[] }
  const template = `templateId=${bindings[0]?.templateId}`
  const filters = ['', 'status=active', 'status=error', template, `${template}&status=paused`]
  const pages = [1, 50, 2_500, 5_000]
  const lists = [
    ...filters.map((filter) => `/bindings?limit=20&${filter}`),
    ...['', 'outcome=rendered', 'trigger=schedule'].map((filter) => `/runs?limit=20&${filter}`),
    ...['newest', 'name'].map((sort) => `/templates?limit=20&sort=${sort}`),
  ]
  for (const list of lists) {
    const times: number[] = []
    for (let round = 0; round < 50; round++) {
      for (const page of pages) {
        const start = performance.now()
        await call('GET', `${list}&page=${page}`)
        times.push(performance.now() - start)
      }
    }
    print(`GET ${list.replace(template, 'templateId=…')}, p50`, median(times), 'ms')
    print('  p99', percentile(times, 99), 'ms')
  }
}

/** Refreshes as they fall due, while render URLs are asked for at a steady rate. */
async function measureLoad(farm: FarmProgram, dataDir: string): Promise<void> {
  const { bindings } = (await farm.call('GET', '/bindings?limit=100')) as { bindings: { renderUrl: string }[] }
  const paths = bindings.map(({ renderUrl }) => new URL(renderUrl).pathname)
  await pause(8_000)
  const database = new BetterSqlite3(join(dataDir, DATABASE_FILE), { readonly: true })
  const from = Date.now()
  const planned = database
    .prepare('SELECT uid, next_refresh_at AS due FROM binding_states WHERE next_refresh_at BETWEEN ? AND ?')
    .all(from, from + DUE_MS) as { uid: string; due: number }[]
  const answers: number[] = []
  for (let tick = 0; Date.now() < from + DUE_MS; tick++) {
    const wave = Array.from({ length: SERVED_PER_SECOND / TICKS_PER_SECOND }, (_, at) =>
      serveOne(farm, paths, tick + at),
    )
    answers.push(...(await Promise.all(wave)))
    await pause(Math.max(0, from + ((tick + 1) * 1000) / TICKS_PER_SECOND - Date.now()))
  }
  await pause(2_000)
  const done = database.prepare('SELECT last_refresh_at FROM binding_states WHERE uid = ?').pluck()
  const late = planned.map(({ uid, due }) => Number(done.get(uid)) - due)
  database.close()
  print('refreshes due each second', planned.length / (DUE_MS / 1000), '/s')
  print('stored after they were due, p50', median(late), 'ms')
  print('  p99', percentile(late, 99), 'ms')
  print('refreshes that were not stored', late.filter((ms) => ms < 0).length, '')
  print('render URLs served meanwhile', answers.length / (DUE_MS / 1000), '/s')
  print('  p99', percentile(answers, 99), 'ms')
  print('memory (PSS)', memoryMb(farm.pid), 'MB')
}

async function serveOne({ origin }: FarmProgram, paths: string[], n: number): Promise<number> {
  const start = performance.now()
  const answer = await fetch(origin + paths[n % paths.length])
  await answer.arrayBuffer()
  if (answer.status !== 200) throw new Error(`A render URL was answered ${answer.status}`)
  return performance.now() - start
}

const TICK_MS = 10

function processorMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS
}

const memoryMb = (pid: number): number =>
  Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'))?.[1]) / 1024
