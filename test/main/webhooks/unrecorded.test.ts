import { sql } from 'kysely'
import { Agent } from 'undici'
import { expect, onTestFinished, test } from 'vitest'
import { openStore } from '../../../src/main/db/store.ts'
import { openSecrets } from '../../../src/main/secrets/secrets.ts'
import { createDeliveries } from '../../../src/main/webhooks/deliveries.ts'
import { shiftedClock, until } from '../../helpers/clock.ts'
import { startServer } from '../../helpers/http-server.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

test('an attempt that can’t be recorded is not made again and again', async () => {
  const dataDir = tempDir()
  const store = await openStore(dataDir)
  const secrets = openSecrets(dataDir, null)
  const target = await startServer((_, response) => void response.end())
  const clock = shiftedClock()
  const dispatcher = new Agent()
  const faults: unknown[] = []
  let looks = 0
  const sender = createDeliveries({
    subscriptions: store.subscriptions,
    deliveries: {
      ...store.deliveries,
      due(...given) {
        looks++
        return store.deliveries.due(...given)
      },
    },
    secrets,
    dispatcher,
    version: '0',
    now: clock.now,
    monotonic: clock.now,
    onFault: (error) => faults.push(error),
    onTried() {},
  })
  onTestFinished(async () => {
    await sender.stop()
    await dispatcher.close()
    await target.stop()
    await store.close()
  })
  await store.subscriptions.insert({
    uid: 'sub',
    event: 'binding.updated',
    targetUrl: target.url,
    platform: 'custom',
    filters: {},
    sealedSecret: secrets.seal('a secret', 'sub'),
    status: 'active',
    reason: null,
    createdAt: 0,
    updatedAt: 0,
  })
  await store.deliveries.insertTest('one', 'sub', 'event', {}, clock.now())
  const look = () => {
    const before = looks
    sender.poke()
    return until(() => looks > before)
  }
  await look()

  await store.deliveries.requeue('one', clock.now())
  await sql.raw('PRAGMA query_only = 1').execute(store.db)
  await look()
  await until(() => faults.length > 0)
  for (let i = 0; i < 5; i++) await look()
  expect(target.seen).toHaveLength(1)

  await sql.raw('PRAGMA query_only = 0').execute(store.db)
  clock.pass(31_000)
  sender.poke()
  await until(async () => (await store.deliveries.find('one'))?.status === 'delivered')
  expect(target.seen).toHaveLength(2)
})
