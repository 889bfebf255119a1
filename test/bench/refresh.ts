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
/** From one group of due bindings to the next; between them the bare loop has its turn. */
const APART_MS = 8_000

/** Refreshes that find nothing new, to the run that is stored, beside a bare loop of requests that keeps nothing. */
export async function benchRefresh(): Promise<void> {
  const source = await startSource(ORIGINS)
  try {
    for (const kind of ['tagged', 'same'] as const) {
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

const TITLES = { tagged: 'A refresh that is answered 304', same: 'A refresh that is answered an equal body' }

async function compareRefresh(dataDir: string, origins: string[], kind: 'tagged' | 'same'): Promise<void> {
  const urlOf = (n: number) => `${origins[n % origins.length]}/${kind}/${String(n).padStart(6, '0')}`
  // The round before the first warms both up.
  await makeSourcedBindings(dataDir, BINDINGS * (ROUNDS + 1), urlOf)
  const groups = makeDueInGroups(dataDir).values()
  const database = new BetterSqlite3(join(dataDir, DATABASE_FILE), { readonly: true })
  try {
    await withFarmProgram(dataDir, ALLOW_LOOPBACK, () =>
      compare(
        `${TITLES[kind]}, ${ORIGINS} origins with ${PER_ORIGIN} at a time`,
        '/s',
        [
          { name: 'Bindery, fetched and stored', round: () => refreshGroup(database, groups, origins[0] ?? '') },
          { name: 'bare undici.request, nothing kept', round: () => askAll(urlOf) },
        ],
        ROUNDS,
      ),
    )
  } finally {
    database.close()
  }
}

/** Bindings that are due at once, by the numbers of their rows. */
interface Group {
  due: number
  from: number
}

/** The bindings of each round: set to be due while no farm has the database. */
function makeDueInGroups(dataDir: string): Group[] {
  const database = new BetterSqlite3(join(dataDir, DATABASE_FILE))
  const first = Number(database.prepare("SELECT min(rowid) FROM binding_states WHERE status = 'active'").pluck().get())
  const start = Date.now() + APART_MS
  const groups = Array.from({ length: ROUNDS + 1 }, (_, n) => ({
    due: start + n * APART_MS,
    from: first + n * BINDINGS,
  }))
  const setDue = database.prepare('UPDATE binding_states SET next_refresh_at = ? WHERE rowid >= ? AND rowid < ?')
  for (const { due, from } of groups) setDue.run(due, from, from + BINDINGS)
  database.close()
  return groups
}

/** Waits until the run of each binding of the next group is stored. */
async function refreshGroup(
  database: BetterSqlite3.Database,
  groups: ArrayIterator<Group>,
  origin: string,
): Promise<number> {
  const counted = async () => (await (await fetch(`${origin}/count`)).json()) as { count: number; firstAt: number }
  const { due, from } = groups.next().value ?? { due: 0, from: 0 }
  if (Date.now() > due) throw new Error(`The machine is too slow for rounds that are ${APART_MS} ms apart`)
  await counted()
  // Of these rows alone: to count among all would take a good part of a core.
  const done = database
    .prepare('SELECT count(*) FROM binding_states WHERE rowid >= ? AND rowid < ? AND last_refresh_at >= ?')
    .pluck()
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
