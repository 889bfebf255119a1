import { expect, onTestFinished, test } from 'vitest'
import { openStore } from '../../../src/main/db/store.ts'
import type { FarmEvent } from '../../../src/shared/events.ts'
import { storedSubscription } from '../../helpers/stored-subscription.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

const DAY = 24 * 3_600_000
const event: FarmEvent = {
  type: 'render.failed',
  data: { type: 'image', templateId: 't', bindingId: null, error: 'x', errorCode: 'X' },
}

test('a subscription that has failed takes events for a month, and keeps what waits', async () => {
  const { subscriptions, deliveries, events, close } = await openStore(tempDir())
  onTestFinished(close)
  await subscriptions.insert(storedSubscription())
  const waiting = () => deliveries.pending()
  const [told] = await events.insert([event], 100 * DAY)
  expect(told?.deliveries).toBe(1)
  const [first] = await deliveries.due(100 * DAY, 1)
  const attempt = { at: 101 * DAY, status: 500, durationMs: 1, error: 'It answered 500' }
  const given = { status: 'pending', nextAttemptAt: null, stop: 'It answered 500' } as const
  await deliveries.recordAttempt(first?.id ?? '', attempt, given)
  expect(await subscriptions.find('sub_a')).toMatchObject({ status: 'failed' })

  await events.insert([event], 130 * DAY)
  expect(await waiting()).toBe(2)
  await events.insert([event], 132 * DAY)
  expect(await waiting()).toBe(2)
  await subscriptions.update('sub_a', { targetUrl: 'https://example.org/new', updatedAt: 133 * DAY })
  await events.insert([event], 134 * DAY)
  expect(await waiting()).toBe(3)
  await subscriptions.update('sub_a', { status: 'active', updatedAt: 200 * DAY })
  await events.insert([event], 300 * DAY)
  expect(await waiting()).toBe(4)
})
