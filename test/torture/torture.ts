import { parseArgs } from 'node:util'
import { keepTicksFast } from '../../src/main/process/fast-ticks.ts'
import { keepMemorySteady } from '../../src/main/process/steady-memory.ts'
import './module-path.ts'
import type { Ordeal, Verdict } from './ordeal.ts'
import { seededRandom } from './seeded-random.ts'

// As the programs of the farm do.
keepMemorySteady()
keepTicksFast()

interface Torture {
  /** The count that the documentation speaks of. */
  count: number
  /** Loaded when it is run: what holds a farm needs module-path.ts to be read before it. */
  load(): Promise<(ordeal: Ordeal) => Promise<Verdict>>
}

const TORTURES: Record<string, Torture> = {
  kills: { count: 200, load: async () => (await import('./kills.ts')).kills },
  damage: { count: 5_000, load: async () => (await import('./damage.ts')).damage },
  browsers: { count: 100, load: async () => (await import('./browsers.ts')).tortureBrowsers },
  renders: { count: 10_000, load: async () => (await import('./renders.ts')).tortureRenders },
  'farm-renders': { count: 10_000, load: async () => (await import('./farm-renders.ts')).tortureFarmRenders },
  pictures: { count: 3_000, load: async () => (await import('./pictures.ts')).torturePictures },
  time: { count: 2_000, load: async () => (await import('./time.ts')).tortureTime },
  storm: { count: 3_000, load: async () => (await import('./storm.ts')).tortureStorm },
  gate: { count: 1_500, load: async () => (await import('./gate.ts')).tortureGate },
  pages: { count: 1_000, load: async () => (await import('./pages.ts')).torturePages },
  hosts: { count: 400, load: async () => (await import('./hosts.ts')).tortureHosts },
  malformed: { count: 5_000, load: async () => (await import('./malformed.ts')).tortureMalformed },
  'slow-clients': { count: 50, load: async () => (await import('./slow-clients.ts')).tortureSlowClients },
  sync: { count: 10_000, load: async () => (await import('./sync.ts')).tortureSync },
  signatures: { count: 10_000, load: async () => (await import('./signatures.ts')).tortureSignatures },
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { count: { type: 'string' }, seed: { type: 'string', default: String(Date.now() % 1_000_000) } },
})
const unknown = positionals.filter((name) => !(name in TORTURES))
if (unknown.length > 0) {
  console.error(`There is no torture ${unknown.join(', ')}. Choose of: ${Object.keys(TORTURES).join(', ')}.`)
  process.exit(2)
}
console.log(`Seed ${values.seed}`)
for (const name of positionals.length > 0 ? positionals : Object.keys(TORTURES)) {
  const torture = TORTURES[name]
  if (!torture) continue
  const startedAt = performance.now()
  const run = await torture.load()
  const verdict = await run({
    count: Number(values.count ?? torture.count),
    random: seededRandom(Number(values.seed)),
    say: (line) => console.log(`  ${line}`),
  })
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
  console.log(`\n${name}: ${verdict.failures.length === 0 ? 'held' : 'BROKE'} (${seconds} s)`)
  for (const [what, count] of Object.entries(verdict.counts)) console.log(`  ${what.padEnd(48)} ${count}`)
  for (const failure of verdict.failures) console.log(`  ! ${failure}`)
  if (verdict.failures.length > 0) process.exitCode = 1
}
