import type { News } from '../../shared/events.ts'
import type { StoredRun } from '../db/runs.ts'
import type { RefreshWork } from '../refresh-work.ts'

type StartedRun = Extract<News, { type: 'run.started' }>

export interface RunNews {
  /** Carries out one ask as `work` does, and tells when it begins and when it has ended. */
  run: RefreshWork['run']
  /** The runs that are under way. */
  underWay(): StartedRun[]
}

/** Tells of runs as they begin and end, those that end in no event too. */
export function tellOfRuns(work: RefreshWork['run'], tell: (news: News) => void): RunNews {
  const running = new Map<string, StartedRun>()
  return {
    async run(ask, signal, onWait) {
      // One that is over before it begins is only recorded.
      if (signal.aborted) return work(ask, signal)
      const { bindingUid: bindingId, runId, trigger } = ask
      const started: StartedRun = { type: 'run.started', data: { bindingId, runId, trigger } }
      running.set(runId, started)
      tell(started)
      let outcome: StoredRun['outcome'] | null = null
      try {
        const run = await work(ask, signal, onWait)
        outcome = run.outcome
        return run
      } finally {
        running.delete(runId)
        tell({ type: 'run.ended', data: { bindingId, runId, outcome } })
      }
    },
    underWay: () => [...running.values()],
  }
}
