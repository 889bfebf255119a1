import { expect, test } from 'vitest'
import { heed } from '../../../src/main/chromium/heed.ts'

test('an end is told to those who still listen, and at once to those who come after it', async () => {
  const { promise, resolve } = Promise.withResolvers<Error>()
  const told: string[] = []
  const listen = (name: string) => heed(promise, ({ message }) => told.push(`${name}: ${message}`))
  listen('one')
  listen('two')()
  listen('three')
  resolve(new Error('gone'))
  await promise
  await Promise.resolve()
  expect(told).toEqual(['one: gone', 'three: gone'])
  listen('four')
  expect(told).toEqual(['one: gone', 'three: gone', 'four: gone'])
})

test('an end that has come before anybody listened is told too', async () => {
  const told = Promise.withResolvers<Error>()
  heed(Promise.resolve(new Error('gone')), told.resolve)
  expect(await told.promise).toEqual(new Error('gone'))
})
