import { afterEach, expect, test } from 'vitest'
import { endPrograms } from '../helpers/program.ts'
import { tortureHosts } from './hosts.ts'
import { seededRandom } from './seeded-random.ts'

afterEach(endPrograms)

test('400 Hosts and 700 origins that are not its own are let in at no class of route', async () => {
  const { counts, failures } = await tortureHosts({ count: 400, random: seededRandom(1), say: () => {} })
  expect(failures.slice(0, 20)).toEqual([])
  expect(counts).toMatchObject({ 'variations of Host': 400, 'variations of Origin and Sec-Fetch-*': 700 })
  expect(counts['wrong hosts refused']).toBeGreaterThan(400 * 20)
  expect(counts['foreign origins refused']).toBeGreaterThan(700 * 10)
  expect(counts['controls let in']).toBeGreaterThan(1000)
}, 300_000)
