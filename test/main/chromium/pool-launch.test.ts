import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { RenderProcess } from '../../../src/main/chromium/render-process.ts'
import { Problem } from '../../../src/shared/errors.ts'
import { jobOf } from '../../helpers/chromium.ts'
import { makeStandIn, startPool } from '../../helpers/stand-in-pool.ts'

/** A pool of two whose browsers start as these say, in this order. */
const poolOf = (...starts: (() => Promise<RenderProcess>)[]) =>
  startPool({ launch: () => starts.shift()?.() ?? Promise.reject(new Problem('unavailable', 'no more')) })

const fail = (message: string) => () => Promise.reject(new Problem('unavailable', message))

test('a browser that does not start is of no matter to those for whom another one does', async () => {
  const other = Promise.withResolvers<RenderProcess>()
  const { render } = poolOf(fail('first'), () => other.promise, fail('third'))
  const jobs = [render(jobOf('1')), render(jobOf('2')), render(jobOf('3'))]
  setTimeout(() => other.resolve(makeStandIn().process), 20)
  for (const end of await Promise.all(jobs)) expect(end).toMatchObject({ png: Buffer.from('x') })
})

test('those who wait are told why no browser starts, however many fail', async () => {
  const { render } = poolOf(fail('first'), fail('second'), fail('third'), fail('fourth'))
  for (const job of [render(jobOf('1')), render(jobOf('2')), render(jobOf('3'))]) {
    await expect(job).rejects.toMatchObject({ slug: 'unavailable' })
  }
})

test('those who wait for a second browser keep their order, the urgent first', async () => {
  const [first, second] = [Promise.withResolvers<RenderProcess>(), Promise.withResolvers<RenderProcess>()]
  const { render } = poolOf(
    () => first.promise,
    () => second.promise,
  )
  const order: string[] = []
  const ask = (html: string, urgent: boolean) => render(jobOf(html, { urgent })).then(() => order.push(html))
  const jobs = [ask('background', false), ask('urgent', true)]
  first.reject(new Problem('unavailable', 'first'))
  await setImmediate()
  jobs.push(ask('also urgent', true))
  second.resolve(makeStandIn().process)
  await Promise.all(jobs)
  expect(order).toEqual(['urgent', 'also urgent', 'background'])
})

test('where memory is short, there is one browser and no second', async () => {
  let hasRoom = false
  let started = 0
  const launch = async () => {
    started++
    return makeStandIn().process
  }
  const pool = startPool({ size: 3, launch, hasRoom: () => hasRoom })
  await Promise.all(['1', '2', '3'].map((html) => pool.render(jobOf(html))))
  expect(started).toBe(1)
  hasRoom = true
  await Promise.all(['1', '2', '3'].map((html) => pool.render(jobOf(html))))
  expect(started).toBeGreaterThan(1)
})

test('a browser that starts after all, once the farm stops, is ended', async () => {
  const late = Promise.withResolvers<RenderProcess>()
  const pool = startPool({ launch: () => late.promise })
  const waiting = expect(pool.render(jobOf('1'))).rejects.toMatchObject({ slug: 'unavailable' })
  const stopped = pool.stop()
  await waiting
  const standIn = makeStandIn()
  late.resolve(standIn.process)
  await stopped
  expect(standIn.ended).toEqual(['kill'])
})
