import { expect, test } from 'vitest'
import { inGroups } from '../../src/main/in-groups.ts'

const never = () => false

test('what is asked for within a turn, and while a group is worked on, is done together', async () => {
  const groups: number[][] = []
  const first = Promise.withResolvers<void>()
  const double = inGroups(async (items: number[]) => {
    groups.push(items)
    if (groups.length === 1) await first.promise
    return items.map((item) => item * 2)
  }, never)
  const early = [1, 2].map(double)
  await new Promise((resolve) => setImmediate(resolve))
  const late = [3, 4, 5].map(double)
  first.resolve()
  expect(await Promise.all([...early, ...late])).toEqual([2, 4, 6, 8, 10])
  expect(groups).toEqual([
    [1, 2],
    [3, 4, 5],
  ])
  expect(await double(6)).toBe(12)
})

test('one that fails fails alone', async () => {
  const groups: number[][] = []
  const check = inGroups(async (items: number[]) => {
    groups.push(items)
    if (items.includes(2)) throw new Error('two')
    return items
  }, never)
  const results = await Promise.allSettled([1, 2, 3].map(check))
  expect(results).toMatchObject([
    { status: 'fulfilled', value: 1 },
    { status: 'rejected', reason: new Error('two') },
    { status: 'fulfilled', value: 3 },
  ])
  expect(groups).toEqual([[1, 2, 3], [1], [2], [3]])
})

test('what concerns all is not tried for each', async () => {
  let tries = 0
  const full = inGroups(
    async (_: number[]): Promise<number[]> => {
      tries++
      throw new Error('The disk is full')
    },
    (error) => String(error).includes('disk'),
  )
  const results = await Promise.allSettled([1, 2, 3].map(full))
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  expect(tries).toBe(1)
})
