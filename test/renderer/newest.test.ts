import { expect, test } from 'vitest'
import { createNewest } from '../../src/renderer/newest.ts'

test('an answer that comes after news, or after a question asked later, is passed over', async () => {
  const newest = createNewest()
  const [early, late] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()]
  const first = newest.ask(() => early.promise)
  const second = newest.ask(() => late.promise)
  late.resolve('late')
  early.resolve('early')
  expect([await first, await second]).toEqual([null, 'late'])

  const third = newest.ask(async () => 'before the news')
  newest.overtake()
  expect(await third).toBeNull()
  expect(await newest.ask(async () => 'after it')).toBe('after it')
})

test('what can’t be read throws, and what is read next holds', async () => {
  const newest = createNewest()
  await expect(newest.ask(() => Promise.reject(new Error('away')))).rejects.toThrow('away')
  expect(await newest.ask(async () => 'here')).toBe('here')
})
