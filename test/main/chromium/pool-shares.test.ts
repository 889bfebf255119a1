import { getEventListeners } from 'node:events'
import { setImmediate, setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Pool } from '../../../src/main/chromium/pool.ts'
import type { RenderJob } from '../../../src/main/chromium/render-job.ts'
import { jobOf } from '../../helpers/chromium.ts'
import { until } from '../../helpers/clock.ts'
import { makeStandIn, type StandIn, startPool } from '../../helpers/stand-in-pool.ts'

/** A pool with one browser of its own, and these from elsewhere. */
async function poolWith(own: StandIn, ...lent: StandIn[]) {
  const pool = startPool({ size: 1, launch: async () => own.process })
  await pool.warm()
  const takeBack = lent.map(({ process }) => pool.join(process))
  return { pool, takeBack }
}

/** Draws a page, and waits until its browser is free again. */
async function drawAlone(pool: Pool, html: string, more: Partial<RenderJob> = {}): Promise<void> {
  await pool.render(jobOf(html, more))
  await setImmediate()
}

/** One that draws until it is let go on. */
function makeSlow() {
  const gate = Promise.withResolvers<void>()
  return { standIn: makeStandIn({ draw: () => gate.promise }), goOn: gate.resolve }
}

const CRASHES = { draw: async () => Promise.reject(new Error('The connection has ended')) }

test('the farm’s own browser is asked first, though one from elsewhere has waited longer', async () => {
  const [own, lent] = [makeStandIn(), makeStandIn()]
  const { pool } = await poolWith(own, lent)
  for (const html of ['a', 'b', 'c']) await drawAlone(pool, html)
  expect([own.drew, lent.drew]).toEqual([['a', 'b', 'c'], []])
})

test('of those from elsewhere they take turns', async () => {
  const { standIn: own, goOn } = makeSlow()
  const lent = [makeStandIn(), makeStandIn()]
  const { pool } = await poolWith(own, ...lent)
  const first = pool.render(jobOf('own'))
  for (const html of ['a', 'b', 'c', 'd']) await drawAlone(pool, html)
  goOn()
  await first
  expect(lent.map(({ drew }) => drew)).toEqual([
    ['a', 'c'],
    ['b', 'd'],
  ])
})

test('a job goes to the browser that has its document', async () => {
  const standIns = [makeStandIn({ has: ({ template }) => template === 'one' }), makeStandIn()]
  const ready = [...standIns]
  const pool = startPool({ launch: async () => (ready.pop() as StandIn).process })
  await Promise.all(['1', '2'].map((html) => drawAlone(pool, html)))
  const before = standIns[0]?.drew.length ?? 0
  for (let i = 0; i < 3; i++) await drawAlone(pool, 'x', { template: 'one' })
  expect(standIns[0]?.drew.length).toBe(before + 3)
})

test('a page that is lost with browsers elsewhere again and again is not sent there without end', async () => {
  const { standIn: own, goOn } = makeSlow()
  const { pool } = await poolWith(own)
  const first = pool.render(jobOf('own'))
  const lost = pool.render(jobOf('lost'))
  const ended = expect(lost).rejects.toMatchObject({ slug: 'render-failed', message: expect.stringContaining('twice') })
  const lent: StandIn[] = []
  // Two attempts count, after three that don't.
  for (let count = 1; count <= 5; count++) {
    lent.push(makeStandIn(CRASHES))
    pool.join(lent.at(-1)?.process as StandIn['process'])
    await until(() => lent.at(-1)?.ended.length === 1)
  }
  await ended
  expect(lent.map(({ drew }) => drew.length)).toEqual([1, 1, 1, 1, 1])
  // What is lost elsewhere is no fault of the farm's own.
  expect(pool.restarts).toBe(0)
  goOn()
  await first
})

test('a page is not drawn a second time by a browser that does not answer', async () => {
  const standIns = [makeStandIn(CRASHES), makeStandIn({ answers: false }), makeStandIn()]
  const ready = [...standIns]
  const faults: string[] = []
  const pool = startPool({
    size: 1,
    launch: async () => (ready.shift() as StandIn).process,
    onFault: (reason) => void faults.push(reason),
  })
  await pool.render(jobOf('page'))
  expect(standIns.map(({ drew }) => drew.length)).toEqual([1, 0, 1])
  expect(faults).toEqual(['crash', 'The browser did not answer'])
})

test('what the first attempt took is not there for the second', async () => {
  const hangs = makeStandIn({ draw: () => new Promise(() => {}) })
  const next = makeStandIn({ draw: () => new Promise(() => {}) })
  const ready = [hangs, next]
  const pool = startPool({ size: 1, timeLimitMs: 600, launch: async () => (ready.shift() as StandIn).process })
  const startedAt = performance.now()
  const drawing = expect(pool.render(jobOf('page'))).rejects.toMatchObject({
    message: expect.stringContaining('0.6 s'),
  })
  await until(() => hangs.drew.length === 1 && performance.now() - startedAt > 400)
  hangs.breakDown()
  await until(() => next.drew.length === 1)
  // Timers go off in their order, however late: what is left is 200 ms at most.
  const later = sleep(450, 'later')
  expect(await Promise.race([drawing.then(() => 'ended'), later])).toBe('ended')
})

test('a browser that holds too much is closed after its job, looked at now and then', async () => {
  const standIns = [makeStandIn({ memory: 800 * 1024 ** 2 }), makeStandIn()]
  const ready = [...standIns]
  const pool = startPool({ size: 1, launch: async () => (ready.shift() as StandIn).process })
  for (let i = 0; i < 21; i++) await drawAlone(pool, 'page')
  expect(standIns.map(({ drew }) => drew.length)).toEqual([20, 1])
  expect(standIns[0]?.ended).toEqual(['close'])
  expect(pool.restarts).toBe(0)
})

test('one that is taken back goes when its job is done, and at once where it has none', async () => {
  const { standIn: own, goOn: goOnHere } = makeSlow()
  const { standIn: busy, goOn } = makeSlow()
  const idle = makeStandIn()
  const { pool, takeBack } = await poolWith(own, busy)
  const jobs = [pool.render(jobOf('here')), pool.render(jobOf('there'))]
  await until(() => busy.drew.length === 1)
  const takeIdleBack = pool.join(idle.process)
  takeBack[0]?.()
  takeIdleBack()
  expect([busy.ended, idle.ended]).toEqual([[], ['close']])
  goOn()
  await until(() => busy.ended.length === 1)
  expect(busy.ended).toEqual(['close'])
  goOnHere()
  await Promise.all(jobs)
})

test('a browser that ends while its page is cleaned up is replaced at once', async () => {
  const dying = makeStandIn({ clean: () => new Promise(() => {}) })
  const ready = [dying, makeStandIn()]
  const pool = startPool({ size: 1, launch: async () => (ready.shift() as StandIn).process })
  await pool.render(jobOf('page'))
  dying.breakDown()
  // Before the limit of time for cleaning up, which is 2 s.
  await until(() => dying.ended.length === 1, 1_500)
  await pool.render(jobOf('next'))
})

test('a page that nobody wants is emptied after every job, once', async () => {
  const standIn = makeStandIn()
  const pool = startPool({ launch: async () => standIn.process })
  for (const rests of [1, 2]) {
    await drawAlone(pool, 'page')
    await until(() => standIn.rests === rests)
  }
})

test('a job leaves nothing on the signal that could have ended it', async () => {
  const { signal } = new AbortController()
  const pool = startPool({ launch: async () => makeStandIn().process })
  await Promise.all(['1', '2'].map((html) => pool.render(jobOf(html), signal)))
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

test('what is drawn when the farm stops is told so, whatever becomes of its browser', async () => {
  const standIn = makeStandIn({ draw: () => new Promise(() => {}) })
  const pool = startPool({ timeLimitMs: 1e8, launch: async () => standIn.process })
  const drawing = expect(pool.render(jobOf('page'))).rejects.toMatchObject({ slug: 'unavailable' })
  await until(() => standIn.drew.length === 1)
  await pool.stop()
  await drawing
  await expect(pool.render(jobOf('late'))).rejects.toMatchObject({ slug: 'unavailable' })
})
