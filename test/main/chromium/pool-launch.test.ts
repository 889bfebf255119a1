import { afterEach, expect, test } from 'vitest'
import { createPool, type Pool } from '../../../src/main/chromium/pool.ts'
import type { RenderProcess } from '../../../src/main/chromium/render-process.ts'
import { Problem } from '../../../src/shared/errors.ts'
import { jobOf } from '../../helpers/chromium.ts'

const NEVER = new Promise<never>(() => {})
const DRAWN = { png: Buffer.from('x'), pdf: null, width: 1, height: 1, console: [], failedRequests: [] }
const quiet = async () => {}

/** As much of a process as a pool needs to see a job through. */
const drawer = {
  browser: { kill: quiet, close: quiet },
  drawn: 1,
  broken: NEVER,
  has: () => false,
  draw: async () => DRAWN,
  clean: quiet,
  rest: quiet,
  memory: async () => 0,
} as unknown as RenderProcess

let pool: Pool
afterEach(() => pool.stop())

/** A pool of two whose browsers start as these say, in this order. */
function poolOf(...starts: (() => Promise<RenderProcess>)[]): Pool {
  const limits = {
    size: 2,
    hasRoom: () => true,
    timeLimitMs: 9_999,
    memoryLimit: 1e9,
    recycleAfter: 500,
    shrinkAfterMs: 1e6,
    restAfterMs: 1e6,
    unusedAfterMs: 1e6,
  }
  const launch = () => starts.shift()?.() ?? Promise.reject(new Problem('unavailable', 'no more'))
  pool = createPool({ ...limits, launch, onFault: () => {} })
  return pool
}

const fail = (message: string) => () => Promise.reject(new Problem('unavailable', message))

test('a browser that does not start is of no matter to those for whom another one does', async () => {
  const other = Promise.withResolvers<RenderProcess>()
  const { render } = poolOf(fail('first'), () => other.promise, fail('third'))
  const jobs = [render(jobOf('1')), render(jobOf('2')), render(jobOf('3'))]
  setTimeout(() => other.resolve(drawer), 20)
  for (const end of await Promise.all(jobs)) expect(end).toMatchObject({ png: DRAWN.png })
})

test('those who wait are told why no browser starts, however many fail', async () => {
  const { render } = poolOf(fail('first'), fail('second'), fail('third'), fail('fourth'))
  for (const job of [render(jobOf('1')), render(jobOf('2')), render(jobOf('3'))]) {
    await expect(job).rejects.toMatchObject({ slug: 'unavailable' })
  }
})

test('where memory is short, there is one browser and no second', async () => {
  let hasRoom = false
  let started = 0
  const launch = async () => {
    started++
    return drawer
  }
  const limits = {
    timeLimitMs: 9_999,
    memoryLimit: 1e9,
    recycleAfter: 500,
    shrinkAfterMs: 1e6,
    restAfterMs: 1e6,
    unusedAfterMs: 1e6,
  }
  pool = createPool({ ...limits, size: 3, launch, hasRoom: () => hasRoom, onFault: () => {} })
  await Promise.all(['1', '2', '3'].map((html) => pool.render(jobOf(html))))
  expect(started).toBe(1)
  hasRoom = true
  await Promise.all(['1', '2', '3'].map((html) => pool.render(jobOf(html))))
  expect(started).toBeGreaterThan(1)
})
