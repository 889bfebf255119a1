import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import BetterSqlite3 from 'better-sqlite3'
import { Agent } from 'undici'
import { DATABASE_FILE } from '../../src/main/db/database-file.ts'
import { ALLOW_LOOPBACK, makeSourcedBindings } from './many-bindings.ts'
import { compare } from './measure.ts'
import { withFarmProgram } from './program.ts'
import { startSource } from './source.ts'

const ORIGINS = 8
/** What a farm asks one origin at a time (contract, section 8). */
const PER_ORIGIN = 6
const BINDINGS = 4_000
const ROUNDS = 5

/** Refreshes that find nothing new, to the run that is stored, beside a bare loop of requests that keeps nothing. */
export async function benchRefresh(): Promise<void> {
  const source = await startSource(ORIGINS)
  try {
    for (const kind of KINDS) {
      const folder = mkdtempSync(join(tmpdir(), 'bindery-bench-'))
      try {
        await compareRefresh(join(folder, 'data'), source.origins, kind)
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    }
  } finally {
    await source.stop()
  }
}

const KINDS = ['tagged', 'same', 'large'] as const
type Kind = (typeof KINDS)[number]
const TITLES: Record<Kind, string> = {
  tagged: 'A refresh that is answered 304',
  same: 'A refresh that is answered an equal body of 0.8 KB',
  large: 'A refresh that is answered an equal body of 20 KB',
}

async function compareRefresh(dataDir: string, origins: string[], kind: Kind): Promise<void> {
  const urlOf = (n: number) => `${origins[n % origins.length]}/${kind}/${String(n).padStart(6, '0')}`
  // The round before the first warms both up.
  await makeSourcedBindings(dataDir, BINDINGS * (ROUNDS + 1), urlOf)
  const database = new BetterSqlite3(join(dataDir, DATABASE_FILE))
  let next = Number(database.prepare("SELECT min(rowid) FROM binding_states WHERE status = 'active'").pluck().get())
  const round = () => {
    next += BINDINGS
    return refreshRound(database, next - BINDINGS, origins[0] ?? '')
  }
  try {
    await withFarmProgram(dataDir, ALLOW_LOOPBACK, () =>
      compare(
        `${TITLES[kind]}, ${ORIGINS} origins with ${PER_ORIGIN} at a time`,
        '/s',
        [
          { name: 'Bindery, fetched and stored', round },
          { name: 'bare undici.request, nothing kept', round: () => askAll(urlOf) },
        ],
        ROUNDS,
      ),
    )
  } finally {
    database.close()
  }
}

/** Makes the bindings of the next round due at once, and waits until the run of each is stored. */
async function refreshRound(database: BetterSqlite3.Database, from: number, origin: string): Promise<number> {
  const counted = async () => (await (await fetch(`${origin}/count`)).json()) as { count: number; firstAt: number }
  await counted()
  const due = Date.now()
  const rows = 'WHERE rowid >= ? AND rowid < ?'
  database.prepare(`UPDATE binding_states SET next_refresh_at = ? ${rows}`).run(due, from, from + BINDINGS)
  // Of these rows alone: to count among all would take a good part of a core.
  const done = database.prepare(`SELECT count(*) FROM binding_states ${rows} AND last_refresh_at >= ?`).pluck()
  while (Number(done.get(from, from + BINDINGS, due)) < BINDINGS) await pause(25)
  const end = Date.now()
  const { count, firstAt } = await counted()
  if (count !== BINDINGS) throw new Error(`${BINDINGS} bindings asked ${count} times`)
  return BINDINGS / ((end - firstAt) / 1000)
}

async function askAll(urlOf: (n: number) => string): Promise<number> {
  const agent = new Agent({ connections: PER_ORIGIN })
  const tags = { 'if-none-match': `"${new URL(urlOf(0)).pathname.length}"` }
  let next = 0
  const worker = async () => {
    while (next < BINDINGS) {
      const { origin, pathname: path } = new URL(urlOf(next++))
      const { statusCode, body } = await agent.request({ origin, path, method: 'GET', headers: tags })
      const text = await body.text()
      if (statusCode !== 304) JSON.parse(text)
    }
  }
  const start = performance.now()
  await Promise.all(Array.from({ length: ORIGINS * PER_ORIGIN }, worker))
  const rate = BINDINGS / ((performance.now() - start) / 1000)
  await agent.close()
  return rate
}
