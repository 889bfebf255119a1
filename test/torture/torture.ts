import './module-path.ts'
import { parseArgs } from 'node:util'
import type { Ordeal, Verdict } from './ordeal.ts'
import { seededRandom } from './seeded-random.ts'

interface Torture {
  /** The count that the documentation speaks of. */
  count: number
  run(ordeal: Ordeal): Promise<Verdict>
}

// Loaded when they are run: those that hold a farm need the line above to be read before them.
const TORTURES: Record<string, Torture> = {
  browsers: { count: 100, run: async (ordeal) => (await import('./browsers.ts')).tortureBrowsers(ordeal) },
  renders: { count: 10_000, run: async (ordeal) => (await import('./renders.ts')).tortureRenders(ordeal) },
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
  const verdict = await torture.run({
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
