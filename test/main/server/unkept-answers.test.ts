import Fastify from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import type { IdempotencyRepository } from '../../../src/main/db/idempotency.ts'
import type { Secrets } from '../../../src/main/secrets/secrets.ts'
import { addIdempotency } from '../../../src/main/server/idempotency.ts'

test('a twin of a request whose answer could not be kept is carried out itself', async () => {
  const app = Fastify()
  onTestFinished(() => app.close())
  app.decorateRequest('bodyHash', 'the same')
  let isFull = true
  const repository = {
    find: async () => undefined,
    async put() {
      if (isFull) throw new Error('The disk is full')
    },
  } as unknown as IdempotencyRepository
  const secrets = { available: true, seal: (text: string) => Buffer.from(text) } as unknown as Secrets
  addIdempotency(app, { repository, secrets, now: Date.now })
  const begun = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  let made = 0
  app.post('/things', async () => {
    made++
    begun.resolve()
    await goOn.promise
    return { made }
  })
  const headers = { 'idempotency-key': 'once' }
  const first = app.inject({ method: 'POST', url: '/things', headers })
  await begun.promise
  const twin = app.inject({ method: 'POST', url: '/things', headers })
  goOn.resolve()
  expect((await first).statusCode).toBe(500)
  isFull = false
  expect((await twin).json()).toEqual({ made: 2 })
  // Nothing of theirs is in the way of the next.
  expect((await app.inject({ method: 'POST', url: '/things', headers })).json()).toEqual({ made: 3 })
})
