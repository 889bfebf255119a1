import type { Run } from '../../../shared/run.ts'
import { Icon } from '../../components/icon.tsx'
import { TimeAgo } from '../../components/time-ago.tsx'
import { Waterfall } from '../../components/waterfall.tsx'
import { notify } from '../../notify.tsx'
import { useIsOffline } from '../../stores/farm.ts'
import { useRuns } from '../../stores/runs.ts'
import { loadOlderRuns } from '../../sync-stores.ts'
import { errorLine, OUTCOME_WORDS, runNotes, TRIGGER_WORDS } from '../../words/run.ts'

/** The runs of the binding that is looked at, newest first. */
export function RunsList() {
  const runs = useRuns(({ runs }) => runs)
  const hasMore = useRuns(({ hasMore }) => hasMore)
  const isLoaded = useRuns(({ isLoaded }) => isLoaded)
  const isOffline = useIsOffline()
  const more = () =>
    loadOlderRuns().catch((error: Error) =>
      notify({ kind: 'failed', text: `The older runs can’t be read. ${error.message}` }),
    )
  return (
    <section className="block">
      <h2>Runs</h2>
      {isLoaded && runs.length === 0 ? <p className="faint">It has not run yet.</p> : null}
      <ol className="runs">
        {runs.map((run) => (
          <RunLine key={run.id} run={run} />
        ))}
      </ol>
      {hasMore ? (
        <button type="button" className="button" disabled={isOffline} onClick={more}>
          Show older runs
        </button>
      ) : null}
    </section>
  )
}

function RunLine({ run }: { run: Run }) {
  const { outcome, trigger, startedAt, count, error, phases } = run
  const notes = runNotes(run)
  const { word, tone } = OUTCOME_WORDS[outcome]
  return (
    <li className="run" data-tone={tone}>
      <p className="run-head">
        <span className="run-outcome">
          <Icon name={tone} />
          <strong>{word}</strong>
        </span>
        <span>
          {TRIGGER_WORDS[trigger]}
          {count > 1 ? `, ${count} times in a row` : ''}
        </span>
        <span className="run-when">
          <TimeAgo at={startedAt} />
        </span>
      </p>
      {error ? <p className="run-error">{errorLine(error)}</p> : null}
      <Waterfall phases={phases} />
      {notes === '' ? null : <p className="run-notes">{notes}</p>}
    </li>
  )
}
