import { expect, test } from 'vitest'
import { createOriginLimiter } from '../../../src/main/refresh/fetch-limiter.ts'

const NEVER = new AbortController().signal

test('a place that is given back twice is one place', async () => {
  const { take } = createOriginLimiter(1)
  const first = await take('a', NEVER)
  const second = take('a', NEVER)
  first.release()
  first.release()
  const { release } = await second
  let isTaken = false
  const third = take('a', NEVER, (isWaiting) => {
    if (!isWaiting) isTaken = true
  })
  expect(isTaken).toBe(false)
  release()
  ;(await third).release()
  expect(isTaken).toBe(true)
})

test('one that goes away while it waits leaves its place in line to the next', async () => {
  const { take } = createOriginLimiter(1)
  const first = await take('a', NEVER)
  const gone = new AbortController()
  const second = take('a', gone.signal)
  const third = take('a', NEVER)
  gone.abort('gone')
  await expect(second).rejects.toBe('gone')
  first.release()
  ;(await third).release()
  // Nothing is left of a line in which nobody stands.
  ;(await take('a', NEVER)).release()
})
