import { expect, test } from 'vitest'
import { shiftedClock } from '../../helpers/clock.ts'
import { startHostedServer } from '../../helpers/hosted-server.ts'
import { syncWithin } from '../../helpers/sync/limited-sync.ts'
import { startSyncFarm } from '../../helpers/sync-farm.ts'

const CHANGES = 100
const LIMIT = 20

test('many changes keep to the rate limit, none is lost, and how far it is rises to the end', async () => {
  // A clock for both sides, on which waits are over at once.
  const clock = shiftedClock()
  const wait = async (ms: number) => clock.pass(ms)
  const api = await startHostedServer({ rateLimit: { calls: LIMIT, windowMs: 1_000, now: clock.now } })
  const farm = await startSyncFarm({ hosted: { monotonic: clock.now, wait } })
  try {
    const { status, seen, told, calls, beyond, here, there } = await syncWithin(LIMIT, farm, api, CHANGES)
    expect(status).toMatchObject({ state: 'idle', progress: null, lastError: null })
    expect(status.lastResult).toMatchObject({ applied: CHANGES, failed: [], failures: 0, conflicts: 0 })
    expect(calls).toBeGreaterThan(CHANGES)
    expect(beyond).toBeLessThanOrEqual(3)
    // The sample is this farm's own.
    expect(here.filter((name) => /^(Mine|Theirs|New|Old) /.test(name))).toEqual(there)
    expect(
      there
        .map((name) => name.split(' ')[0])
        .sort()
        .join(),
    ).not.toContain('Old')
    expect(there).toHaveLength(CHANGES)
    for (const progress of [seen, told]) {
      const done = progress.map((each) => each.done)
      expect(done).toEqual(done.toSorted((a, b) => a - b))
      expect(progress.map(({ total }) => total)).toEqual(progress.map(() => CHANGES))
    }
    expect(new Set(seen.map(({ done }) => done)).size).toBeGreaterThan(2)
  } finally {
    await farm.stop()
    await api.stop()
  }
})
