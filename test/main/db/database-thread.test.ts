import { once } from 'node:events'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { startDatabaseThread } from '../../../src/main/db/database-thread.ts'

test('a thread that loads SQLite is ended after that, since Node would abort the whole process', async () => {
  const mayLoad = new Int32Array(new SharedArrayBuffer(4))
  const { worker, end } = startDatabaseThread(join(import.meta.dirname, 'slow-thread.ts'), mayLoad)
  await once(worker, 'message')
  let hasEnded = false
  const ending = end().then(() => {
    hasEnded = true
  })
  // As long as another thread takes to begin and to be ended.
  const other = new Worker('setInterval(() => {}, 1000)', { eval: true })
  await once(other, 'online')
  await other.terminate()
  expect(hasEnded).toBe(false)
  Atomics.store(mayLoad, 0, 1)
  Atomics.notify(mayLoad, 0)
  await ending
  expect(worker.threadId).toBe(-1)
})

test('one that can not begin is waited for no longer', async () => {
  const { worker, end } = startDatabaseThread(join(import.meta.dirname, 'no-such-thread.ts'), null)
  const [error] = await once(worker, 'error')
  expect(error.message).toMatch(/no-such-thread/)
  await end()
})
