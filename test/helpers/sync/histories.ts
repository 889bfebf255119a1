import fc from 'fast-check'
import { type Deed, type History, liveThrough, type Outcome } from './history.ts'
import { memoryDatabase } from './machine.ts'

const MACHINES = { min: 2, max: 4 }

const deed: fc.Arbitrary<Deed> = fc.record(
  {
    // One more than there are machines is a person at the hosted API itself.
    who: fc.nat(MACHINES.max),
    kind: fc.oneof(
      { weight: 1, arbitrary: fc.constant('create' as const) },
      { weight: 4, arbitrary: fc.constant('edit' as const) },
      { weight: 1, arbitrary: fc.constantFrom('edit alike', 'delete', 'restore', 'offline', 'undo') },
      { weight: 3, arbitrary: fc.constant('sync' as const) },
    ),
    resource: fc.constantFrom('template', 'binding', 'binding'),
    seed: fc.nat(),
  },
  { noNullPrototype: true },
)

export interface HistoriesOptions {
  count: number
  /** Of each. */
  deeds: number
  hasEtags: boolean
  seed: number
}

/** Lives through histories until one ends wrong, and gives what they came to. */
export async function liveThroughAll({ count, deeds, hasEtags, seed }: HistoriesOptions) {
  const databases = await Promise.all(Array.from({ length: MACHINES.max }, memoryDatabase))
  const total = { histories: 0, syncs: 0, conflicts: 0, kills: 0 }
  const history: fc.Arbitrary<History> = fc.record({
    machines: fc.integer(MACHINES),
    traits: fc.record({ hasEtags: fc.constant(hasEtags), hasThinLists: fc.boolean(), shouts: fc.boolean() }),
    deeds: fc.array(deed, { minLength: deeds, maxLength: deeds }),
  })
  const property = fc.asyncProperty(history, async (lived) => {
    const outcome: Outcome = await liveThrough(lived, databases)
    total.histories++
    total.syncs += outcome.syncs
    total.conflicts += outcome.conflicts
    total.kills += outcome.kills
    if (outcome.faults.length > 0) throw new Error(outcome.faults.join('\n'))
  })
  const { failed, errorInstance, counterexample } = await fc.check(property, {
    numRuns: count,
    seed,
    endOnFailure: true,
  })
  const fault = failed ? `${(errorInstance as Error).message}\nin ${JSON.stringify(counterexample)}` : null
  for (const database of databases) database.close()
  return { total, fault }
}
