import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ATTEMPT_WAITS_MS, afterAttempt } from '../../../src/main/webhooks/attempts.ts'
import { signDelivery } from '../../../src/main/webhooks/sign.ts'

const NOW = Date.UTC(2026, 0, 1)
const answer = (status: number | null, retryAfterSeconds: number | null = null) => ({ status, retryAfterSeconds })

test('2xx is a success, whatever the attempt', () => {
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 299 }), fc.integer({ min: 1, max: 6 }), (status, attempts) => {
      expect(afterAttempt(answer(status), attempts, NOW)).toEqual({
        status: 'delivered',
        nextAttemptAt: null,
        stop: null,
      })
    }),
  )
})

test('failures are tried again after 1 min, 5 min, 30 min, 2 h and 24 h, and the sixth stops the subscription', () => {
  const waits = [1, 2, 3, 4, 5].map((attempts) => (afterAttempt(answer(500), attempts, NOW).nextAttemptAt ?? 0) - NOW)
  expect(waits).toEqual([60_000, 300_000, 1_800_000, 7_200_000, 86_400_000])
  expect(waits).toEqual([...ATTEMPT_WAITS_MS])
  expect(afterAttempt(answer(null), 6, NOW)).toMatchObject({
    status: 'pending',
    stop: '6 attempts at one delivery failed',
  })
})

test('a redirect is a failure', () => {
  expect(afterAttempt(answer(302), 1, NOW)).toMatchObject({
    status: 'pending',
    nextAttemptAt: NOW + 60_000,
    stop: null,
  })
})

test('410 stops the subscription at once', () => {
  expect(afterAttempt(answer(410), 1, NOW).stop).toContain('410')
})

test('Retry-After is obeyed where it is longer, up to a day', () => {
  expect(afterAttempt(answer(429, 600), 1, NOW).nextAttemptAt).toBe(NOW + 600_000)
  expect(afterAttempt(answer(429, 5), 1, NOW).nextAttemptAt).toBe(NOW + 60_000)
  expect(afterAttempt(answer(503, 10 ** 9), 1, NOW).nextAttemptAt).toBe(NOW + 86_400_000)
})

test('the signature is of the time and the body', () => {
  const signature = signDelivery('{"a":1}', 'whsec_x', NOW + 999)
  const t = NOW / 1000
  expect(signature).toBe(`t=${t},v1=${createHmac('sha256', 'whsec_x').update(`${t}.{"a":1}`).digest('hex')}`)
})
