import { parseArgs } from 'node:util'
import { damage } from './damage.ts'
import { kills } from './kills.ts'
import './module-path.ts'
import { tortureHosts } from './hosts.ts'
import { tortureMalformed } from './malformed.ts'
import type { Ordeal, Verdict } from './ordeal.ts'
import { seededRandom } from './seeded-random.ts'
import { tortureSignatures } from './signatures.ts'
import { tortureSlowClients } from './slow-clients.ts'
import { tortureStorm } from './storm.ts'
import { tortureTime } from './time.ts'

interface Torture {
  /** The count that the documentation speaks of. */
  count: number
  run(ordeal: Ordeal): Promise<Verdict>
}

const TORTURES: Record<string, Torture> = {
  kills: { count: 200, run: kills },
  damage: { count: 5000, run: damage },
  gate: { count: 1_500, run: async (ordeal) => (await import('./gate.ts')).tortureGate(ordeal) },
  pages: { count: 1_000, run: async (ordeal) => (await import('./pages.ts')).torturePages(ordeal) },
  hosts: { count: 400, run: tortureHosts },
  malformed: { count: 5000, run: tortureMalformed },
  'slow-clients': { count: 50, run: tortureSlowClients },
  signatures: { count: 10_000, run: tortureSignatures },
  storm: { count: 3000, run: tortureStorm },
  time: { count: 2000, run: tortureTime },
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
