import { expect, onTestFinished, test } from 'vitest'
import { startTestFarm } from '../../helpers/farm.ts'

test('what is changed at the same moment of a subscription all holds', async () => {
  const { farm, stop } = await startTestFarm()
  onTestFinished(stop)
  const { subscriptions } = farm
  const { uid } = await subscriptions.create({
    event: 'binding.updated',
    targetUrl: 'http://127.0.0.1:9/first',
    platform: 'custom',
    filters: {},
  })
  await Promise.all([subscriptions.update(uid, { targetUrl: 'http://127.0.0.1:9/second' }), subscriptions.pause(uid)])
  expect(await subscriptions.get(uid)).toMatchObject({ status: 'paused', targetUrl: 'http://127.0.0.1:9/second' })
})
