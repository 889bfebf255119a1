import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import type { RunDetailsEnvelope } from '../../../shared/run.ts'
import { PanelHead } from '../../components/panel-head.tsx'
import { useAllRuns } from '../../stores/all-runs.ts'
import { useBindings } from '../../stores/bindings.ts'
import { listPath } from './list-path.ts'
import { PhaseWaterfall } from './phase-waterfall.tsx'
import { RunActions } from './run-actions.tsx'
import { RunConsole, RunRequests } from './run-console.tsx'
import { RunExchange } from './run-exchange.tsx'
import { RunHead } from './run-head.tsx'
import styles from './run-panel.module.css'
import { RunPicture } from './run-picture.tsx'
import { RunProblem } from './run-problem.tsx'
import { RunTrial } from './run-trial.tsx'
import { RunVariables } from './run-variables.tsx'
import { useRunDetails } from './use-run-details.ts'
import { useRunTrial } from './use-run-trial.ts'

/** One run: what it did, what it saw, and what came of it. */
export function RunPanel({ bindingUid, runId }: { bindingUid: string; runId: string }) {
  const listed = useAllRuns(({ runs }) => runs.find(({ id }) => id === runId)?.bindingName)
  const name = useBindings(({ byUid }) => byUid[bindingUid]?.name) ?? listed ?? 'A run'
  const [state, retry] = useRunDetails(bindingUid, runId)
  return (
    <aside className={`detail ${styles.panel}`} aria-label={`A run of ${name}`} data-pane>
      <PanelHead title={name} list={{ label: 'All runs', path: listPath() }} />
      {state.step === 'loading' ? <p className="faint">Reading the run…</p> : null}
      {state.step === 'gone' ? <Gone bindingUid={bindingUid} /> : null}
      {state.step === 'failed' ? (
        <Failed>
          <p>The run can’t be read. {state.message}</p>
          <Button onClick={retry}>Try again</Button>
        </Failed>
      ) : null}
      {state.step === 'loaded' ? <RunBody found={state.found} /> : null}
    </aside>
  )
}

function RunBody({ found: { run, details, previous } }: { found: RunDetailsEnvelope }) {
  const [trial, startTrial] = useRunTrial(run)
  return (
    <>
      <RunHead run={run} />
      <RunActions run={run} isTrying={trial.step === 'drawing'} onTry={startTrial} />
      <RunProblem run={run} details={details} />
      <RunTrial run={run} trial={trial} />
      <section className="block">
        <h2>Where the time went</h2>
        <PhaseWaterfall phases={run.phases} failedIn={run.error ? run.error.stage : null} />
        {details?.drawn === 'values' ? <p className="faint">Only the values that differ were drawn anew.</p> : null}
      </section>
      <RunPicture run={run} previous={previous} />
      <RunVariables run={run} details={details} previous={previous} />
      {details ? (
        <>
          <RunRequests run={run} requests={details.failedRequests} />
          <RunConsole lines={details.console} />
          <RunExchange run={run} details={details} />
        </>
      ) : null}
    </>
  )
}

function Gone({ bindingUid }: { bindingUid: string }) {
  const isThere = useBindings(({ byUid, isLoaded }) => !isLoaded || bindingUid in byUid)
  return (
    <p>
      {isThere
        ? 'This run is not kept any more. Of each binding the last 500 are, and runs in a row that drew nothing are one.'
        : 'Its binding was deleted. Bring the binding back to see its runs; that is possible for 30 days.'}
    </p>
  )
}

const Failed = ({ children }: { children: ReactNode }) => (
  <div className="problem" role="alert">
    {children}
  </div>
)
