import { onTestFinished } from 'vitest'
import { createPool, type Pool, type PoolOptions } from '../../src/main/chromium/pool.ts'
import type { Drawn, RenderJob } from '../../src/main/chromium/render-job.ts'
import type { RenderProcess } from '../../src/main/chromium/render-process.ts'

const DRAWN = { png: Buffer.from('x'), pdf: null, width: 1, height: 1, console: [], failedRequests: [] }

/** As much of a browser as a pool needs to see jobs through. */
export interface StandIn {
  process: RenderProcess
  /** The documents that it was asked to draw. */
  drew: string[]
  /** How it was ended, as often as it was. */
  ended: ('kill' | 'close')[]
  /** The jobs whose document it has. */
  has(job: RenderJob): boolean
  /** Bytes. */
  memory: number
  answers: boolean
  draw(job: RenderJob, signal: AbortSignal): Promise<void>
  clean(): Promise<void>
  /** How often its page was emptied because nobody wanted it. */
  rests: number
  breakDown(): void
}

export function makeStandIn(
  more: Partial<Pick<StandIn, 'draw' | 'clean' | 'has' | 'answers' | 'memory'>> = {},
): StandIn {
  const broken = Promise.withResolvers<Error>()
  const standIn: StandIn = {
    process: null as unknown as RenderProcess,
    drew: [],
    ended: [],
    has: () => false,
    memory: 0,
    answers: true,
    draw: async () => {},
    clean: async () => {},
    rests: 0,
    breakDown: () => broken.resolve(new Error('The browser has ended')),
    ...more,
  }
  const end = (how: 'kill' | 'close') => async () => void standIn.ended.push(how)
  standIn.process = {
    browser: { kill: end('kill'), close: end('close') },
    get drawn() {
      return standIn.drew.length
    },
    broken: broken.promise,
    has: (job) => standIn.has(job),
    async draw(job, signal) {
      standIn.drew.push(job.html)
      await standIn.draw(job, signal)
      return DRAWN as unknown as Drawn
    },
    probe: () => (standIn.answers ? Promise.resolve() : new Promise(() => {})),
    clean: () => standIn.clean(),
    async rest() {
      standIn.rests++
    },
    memory: async () => standIn.memory,
  }
  return standIn
}

/** A pool that goes by nothing but what it is told, and ends with the test. */
export function startPool(options: Pick<PoolOptions, 'launch'> & Partial<PoolOptions>): Pool {
  const never = { recycleAfter: 1e6, shrinkAfterMs: 1e6, restAfterMs: 1e6, unusedAfterMs: 1e6 }
  const limits = { size: 2, hasRoom: () => true, timeLimitMs: 9_999, memoryLimit: 1e9, onFault: () => {}, ...never }
  const pool = createPool({ ...limits, ...options })
  onTestFinished(() => pool.stop())
  return pool
}
