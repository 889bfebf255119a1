import { expect, test } from 'vitest'
import type { StoredRun } from '../../src/main/db/runs.ts'
import { createRefreshQueue } from '../../src/main/refresh-queue.ts'
import type { RefreshAsk } from '../../src/main/runs/run-record.ts'

interface Work {
  ask: RefreshAsk
  signal: AbortSignal
  wait(isWaiting: boolean): void
  end(): void
  fail(error: Error): void
}

/** A queue whose work ends when the test says so; what was begun is in `begun`, oldest first. */
function queueOf(concurrency = 32) {
  const begun: Work[] = []
  const queue = createRefreshQueue(
    (ask, signal, wait) => {
      const { promise, resolve, reject } = Promise.withResolvers<StoredRun>()
      const run = (outcome: string) => ({ id: ask.runId, outcome }) as StoredRun
      begun.push({ ask: { ...ask }, signal, wait, end: () => resolve(run('rendered')), fail: reject })
      const onAbort = () => resolve(run('cancelled'))
      if (signal.aborted) onAbort()
      else signal.addEventListener('abort', onAbort)
      return promise
    },
    () => 0,
    concurrency,
  )
  const begunAt = (index: number): Work => {
    const work = begun[index]
    if (!work) throw new Error(`Only ${begun.length} began`)
    return work
  }
  return { queue, begun, at: begunAt }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

test('asks that come while a run goes on join it', async () => {
  const { queue, begun, at } = queueOf()
  const first = queue.ask('a', 'schedule')
  for (const trigger of ['manual', 'request', 'schedule', 'retry'] as const) {
    expect(queue.ask('a', trigger).runId).toBe(first.runId)
  }
  at(0).end()
  expect((await first.done).outcome).toBe('rendered')
  await settled()
  expect(begun).toHaveLength(1)
  expect(queue.has('a')).toBe(false)
})

test('a burst of webhooks makes one more run, whatever its size', async () => {
  const { queue, begun, at } = queueOf()
  const first = queue.ask('a', 'webhook')
  const ids = Array.from({ length: 20 }, () => queue.ask('a', 'webhook').runId)
  expect(new Set(ids).size).toBe(1)
  expect(ids[0]).not.toBe(first.runId)
  at(0).end()
  await settled()
  at(1).end()
  await settled()
  expect(begun.map(({ ask }) => ask.runId)).toEqual([first.runId, ids[0]])
})

test('an edit cuts off the run that read the old definition, and asks the source in its place', async () => {
  const { queue, at } = queueOf()
  const first = queue.ask('a', 'schedule')
  const edit = queue.ask('a', 'edit')
  expect((await first.done).outcome).toBe('cancelled')
  await settled()
  expect(at(1).ask).toMatchObject({ runId: edit.runId, trigger: 'edit', needsSource: true })
})

test('what somebody waits for is waited for still in the run after the one that an edit has cut off', async () => {
  const { queue, at } = queueOf()
  queue.ask('a', 'manual', { urgent: true })
  queue.ask('a', 'edit')
  await settled()
  expect(at(1).ask).toMatchObject({ trigger: 'edit', urgent: true })
})

test('runs that wait without a place are no more than may be held in memory', async () => {
  const { queue, begun, at } = queueOf(1)
  for (let i = 0; i < 300; i++) queue.ask(String(i), 'schedule')
  for (let i = 0; i < begun.length; i++) at(i).wait(true)
  // 256 have given their place up, and the next has not.
  expect([begun.length, queue.depth]).toEqual([257, 43])
  at(0).wait(false)
  at(0).end()
  await settled()
  expect(begun).toHaveLength(257)
  at(256).wait(true)
  expect(begun).toHaveLength(258)
})

test('nobody joins a run that an edit has cut off', async () => {
  const { queue } = queueOf()
  queue.ask('a', 'schedule')
  const edit = queue.ask('a', 'edit')
  expect(queue.ask('a', 'manual').runId).toBe(edit.runId)
  expect(queue.ask('a', 'request', { urgent: true }).runId).toBe(edit.runId)
})

test('a redraw serves nobody who wants the source asked, but a waiting one is made to ask it', async () => {
  const { queue, at } = queueOf(1)
  const redraw = queue.ask('a', 'edit')
  expect(at(0).ask.needsSource).toBe(false)
  expect(queue.ask('a', 'manual').runId).not.toBe(redraw.runId)

  const waiting = queue.ask('b', 'edit')
  expect(queue.ask('b', 'manual').runId).toBe(waiting.runId)
  at(0).end()
  await settled()
  at(1).end()
  await settled()
  expect([at(1).ask, at(2).ask].find(({ bindingUid }) => bindingUid === 'b')).toMatchObject({
    trigger: 'manual',
    needsSource: true,
  })
})

test('an edit that asks the source serves a manual ask too', () => {
  const { queue } = queueOf()
  const edit = queue.ask('a', 'edit', { needsSource: true })
  expect(queue.ask('a', 'manual').runId).toBe(edit.runId)
})

test('what is urgent goes before what is not, and waiting becomes urgent when someone asks', async () => {
  const { queue, begun, at } = queueOf(1)
  queue.ask('running', 'schedule')
  queue.ask('slow', 'schedule')
  queue.ask('hastened', 'schedule')
  queue.ask('urgent', 'manual', { urgent: true })
  queue.ask('hastened', 'request', { urgent: true })
  expect(queue.depth).toBe(3)
  for (let i = 0; i < 4; i++) {
    at(i).end()
    await settled()
  }
  expect(begun.map(({ ask }) => ask.bindingUid)).toEqual(['running', 'urgent', 'hastened', 'slow'])
})

test('cancelling a run that waits takes no place and no time, and its waiters learn of it', async () => {
  const { queue, at } = queueOf(1)
  queue.ask('busy', 'schedule')
  const waiting = queue.ask('a', 'manual')
  await queue.cancel('a')
  expect((await waiting.done).outcome).toBe('cancelled')
  expect(at(1).signal.aborted).toBe(true)
  expect(queue.has('a')).toBe(false)
  expect(queue.has('busy')).toBe(true)
})

test('cancelling ends the run and the one after it; who asks then gets a new one', async () => {
  const { queue, begun } = queueOf()
  const first = queue.ask('a', 'webhook')
  const second = queue.ask('a', 'webhook')
  const cancelling = queue.cancel('a')
  const third = queue.ask('a', 'manual')
  await cancelling
  expect((await first.done).outcome).toBe('cancelled')
  expect((await second.done).outcome).toBe('cancelled')
  expect(new Set([first.runId, second.runId, third.runId]).size).toBe(3)
  await settled()
  expect(begun.at(-1)?.ask.runId).toBe(third.runId)
  expect(begun.at(-1)?.signal.aborted).toBe(false)
})

test('a run that could not be stored rejects its ticket and frees its place', async () => {
  const { queue, at } = queueOf(1)
  const first = queue.ask('a', 'manual')
  const next = queue.ask('b', 'manual')
  at(0).fail(new Error('disk full'))
  await expect(first.done).rejects.toThrow('disk full')
  await settled()
  at(1).end()
  expect((await next.done).id).toBe(next.runId)
})

test('stopping forgets what waits, ends what runs, and takes nothing more', async () => {
  const { queue, begun } = queueOf(1)
  const running = queue.ask('a', 'manual')
  const after = queue.ask('a', 'webhook')
  const waiting = queue.ask('b', 'manual')
  await queue.stop()
  expect((await running.done).outcome).toBe('cancelled')
  await expect(after.done).rejects.toMatchObject({ slug: 'unavailable' })
  await expect(waiting.done).rejects.toMatchObject({ slug: 'unavailable' })
  expect(() => queue.ask('c', 'manual')).toThrow('shutting down')
  expect(begun).toHaveLength(1)
  expect(queue.size).toBe(0)
})

test('no more than its number of runs go on at a time, and never two of one binding', async () => {
  const { queue, begun, at } = queueOf(3)
  for (let i = 0; i < 10; i++) queue.ask(`b${i}`, 'schedule')
  expect(begun).toHaveLength(3)
  for (let i = 0; i < 10; i++) {
    at(i).end()
    await settled()
    expect(begun.length).toBeLessThanOrEqual(i + 4)
  }
  expect(new Set(begun.map(({ ask }) => ask.bindingUid)).size).toBe(10)
})

test('a run that waits for its source gives its place up meanwhile, and gives back no place that it does not have', async () => {
  const { queue, begun, at } = queueOf(1)
  for (const uid of ['slow', 'next', 'last', 'later']) queue.ask(uid, 'schedule')
  expect(begun).toHaveLength(1)
  at(0).wait(true)
  at(0).wait(true)
  expect(begun.map(({ ask }) => ask.bindingUid)).toEqual(['slow', 'next'])
  at(0).wait(false)
  at(1).end()
  await settled()
  // The slow one has its place again, so that the last one waits for it.
  expect(begun).toHaveLength(2)
  at(0).wait(true)
  expect(begun).toHaveLength(3)
  at(0).end()
  await settled()
  expect(begun).toHaveLength(3)
  at(2).end()
  await settled()
  expect(begun).toHaveLength(4)
})
