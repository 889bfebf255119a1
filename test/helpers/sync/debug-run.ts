import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'

let counter = 0
;(crypto as any).randomBytes = (n: number) => {
  const b = Buffer.alloc(n)
  b.writeUInt32BE(++counter, 0)
  return crypto.createHash('sha256').update(b).digest().subarray(0, n)
}
syncBuiltinESMExports()

import fc from 'fast-check'
import type { Deed, History } from './history.ts'

const { liveThrough } = await import('./history.ts')
const { memoryDatabase } = await import('./machine.ts')
const deed: fc.Arbitrary<Deed> = fc.record({
  who: fc.nat(4),
  kind: fc.constantFrom(
    'create',
    'edit',
    'edit',
    'edit',
    'edit alike',
    'delete',
    'restore',
    'sync',
    'sync',
    'sync',
    'offline',
    'undo',
  ),
  resource: fc.constantFrom('template', 'binding', 'binding'),
  seed: fc.nat(),
}) as any
const [seed, runs, deeds = '50', etags] = process.argv.slice(2)
const history = fc.record({
  machines: fc.integer({ min: 2, max: 4 }),
  traits: fc.record({
    hasEtags: etags === 'etags' ? fc.constant(true) : fc.boolean(),
    hasThinLists: fc.boolean(),
    shouts: fc.boolean(),
  }),
  deeds: fc.array(deed, { minLength: process.env.MIN ? Number(deeds) : 0, maxLength: Number(deeds), size: 'max' }),
})
const dbs = await Promise.all(Array.from({ length: 4 }, memoryDatabase))
const t0 = performance.now()
let n = 0
const total = { syncs: 0, conflicts: 0, kills: 0 }
const result = await fc.check(
  fc.asyncProperty(history, async (h: History) => {
    n++
    const out = await liveThrough(h, dbs)
    total.syncs += out.syncs
    total.conflicts += out.conflicts
    total.kills += out.kills
    if (out.faults.length) throw new Error(out.faults.slice(0, 4).join('\n').slice(0, 3000))
  }),
  { numRuns: Number(runs), seed: Number(seed), interruptAfterTimeLimit: 60000, markInterruptAsFailure: false },
)
console.log(n, 'histories', ((performance.now() - t0) / n).toFixed(1), 'ms each', total)
if (result.failed && result.counterexample) {
  const h = result.counterexample[0] as History
  console.log('FAILED after', result.numRuns, 'shrinks', result.numShrinks, JSON.stringify(h.traits), h.machines)
  for (const d of h.deeds) console.log(JSON.stringify(d))
  console.log(String((result.errorInstance as Error)?.message))
  process.env.TRACE = '1'
  counter = 0
  if (process.argv.includes('trace')) {
    const o = await liveThrough(h, dbs)
    console.log(o)
  }
}
process.exit(0)
