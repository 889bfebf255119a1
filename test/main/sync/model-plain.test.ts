import { expect, test } from 'vitest'
import { liveThroughAll } from '../../helpers/sync/histories.ts'

test('whatever machines and people do, all come to the same, nothing is lost and nothing is there twice (no ETags)', async () => {
  const { total, fault } = await liveThroughAll({ count: 1000, deeds: 50, hasEtags: false, seed: 2 })
  expect(fault).toBe(null)
  // There was something to go wrong.
  expect(total.conflicts).toBeGreaterThan(100)
  expect(total.kills).toBeGreaterThan(500)
}, 600_000)
