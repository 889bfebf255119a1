import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Deed, type History, liveThrough } from '../../helpers/sync/history.ts'
import { memoryDatabase } from '../../helpers/sync/machine.ts'

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
})

const history = (deeds: number): fc.Arbitrary<History> =>
  fc.record({
    machines: fc.integer({ min: 2, max: 4 }),
    traits: fc.record({ hasEtags: fc.boolean(), hasThinLists: fc.boolean(), shouts: fc.boolean() }),
    deeds: fc.array(deed, { minLength: deeds, maxLength: deeds }),
  })

test('whatever happens, all come to the same, nothing is lost and nothing is there twice', async () => {
  const databases = await Promise.all(Array.from({ length: 4 }, memoryDatabase))
  const total = { syncs: 0, conflicts: 0, kills: 0 }
  const RUNS = Number(process.env.RUNS ?? 100)
  await fc.assert(
    fc.asyncProperty(history(50), async (lived) => {
      const { faults, syncs, conflicts, kills } = await liveThrough(lived, databases)
      total.syncs += syncs
      total.conflicts += conflicts
      total.kills += kills
      expect(faults).toEqual([])
    }),
    { numRuns: RUNS, endOnFailure: !process.env.SHRINK, seed: Number(process.env.SEED ?? 1) },
  )
  console.log(total)
}, 600_000)
