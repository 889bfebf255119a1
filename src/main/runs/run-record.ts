import { performance } from 'node:perf_hooks'
import type { Stage } from '../../shared/errors.ts'
import { PHASES, type Phase, type RunDetails, type Trigger } from '../../shared/run.ts'
import type { StoredRun } from '../db/runs.ts'

/** What someone asked of a binding. */
export interface RefreshAsk {
  runId: string
  bindingUid: string
  trigger: Trigger
  /** Someone waits for the picture. */
  urgent: boolean
  /** The source is to be asked even where the last data would do. */
  needsSource: boolean
  /** When it was asked, by the clock of `performance.now`. */
  askedAt: number
}

/** A run being written: phases are timed as they are walked, and the one that is entered names the stage of a failure. */
export interface RunRecord {
  readonly stage: Stage
  phase<T>(phase: Exclude<Phase, 'queue'>, work: () => T | Promise<T>): Promise<T>
  /** Time spent waiting for a place, which is moved out of the phase that waited. */
  queued(ms: number, within: Phase): void
  details: RunDetails
  /** Data was read, of so many bytes. */
  read(bytes: number): void
  finish(end: Pick<StoredRun, 'outcome'> & Partial<StoredRun>): StoredRun
}

/** The record of a run that was ended before it began. */
export const cancelledRun = (ask: RefreshAsk, now: () => number): StoredRun =>
  beginRun(ask, now).finish({ outcome: 'cancelled' })

export function beginRun(ask: RefreshAsk, now: () => number): RunRecord {
  const startedAt = now()
  const phases: Record<Phase, number> = { ...NO_TIME, queue: Math.max(0, performance.now() - ask.askedAt) }
  let stage: Stage = 'fetch'
  let bytes = 0
  const details: RunDetails = {
    request: null,
    response: null,
    variables: null,
    variablesCut: [],
    console: [],
    failedRequests: [],
  }
  return {
    get stage() {
      return stage
    },
    details,
    read(count) {
      bytes = count
    },
    async phase(phase, work) {
      stage = phase
      const start = performance.now()
      try {
        return await work()
      } finally {
        phases[phase] += performance.now() - start
      }
    },
    queued(ms, within) {
      phases.queue += ms
      phases[within] = Math.max(0, phases[within] - ms)
    },
    finish(end) {
      const finishedAt = now()
      return {
        id: ask.runId,
        bindingUid: ask.bindingUid,
        trigger: ask.trigger,
        // A clock that was set back meanwhile is believed: what is due next is reckoned from here.
        startedAt: Math.min(startedAt, finishedAt),
        finishedAt,
        phases: rounded(phases),
        bytes,
        missing: [],
        changed: [],
        image: null,
        error: null,
        count: 1,
        details,
        ...end,
      }
    },
  }
}

const NO_TIME: Record<Phase, number> = { queue: 0, fetch: 0, map: 0, compose: 0, render: 0, store: 0 }

/** To hundredths of a millisecond. */
function rounded(phases: Record<Phase, number>): Record<Phase, number> {
  const all = { ...phases }
  for (const phase of PHASES) all[phase] = Math.round(all[phase] * 100) / 100
  return all
}
