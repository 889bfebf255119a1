import { Button } from '@mantine/core'
import type { DryRun } from '../../../../shared/dry-run.ts'
import { Icon } from '../../../components/icon.tsx'
import { goTo, paths } from '../../../stores/route.ts'
import { bytes, duration } from '../../../words/time.ts'
import { useDraft } from '../editor-store.ts'
import { allowAndTest, runTest } from '../trial.ts'
import { useTrial } from '../trial-store.ts'
import { showField } from './source-tab.ts'
import { adviceOn, gaveData, type NextStep } from './test-advice.ts'
import classes from './test-result.module.css'

/** What the source answered, or why it did not, with the next step. */
export function TestResult() {
  const test = useTrial(({ test }) => test)
  const refusal = useTrial(({ refusal }) => refusal)
  const isTesting = useTrial(({ isTesting }) => isTesting)
  const hasCredential = useDraft(({ source }) => source.auth.kind !== 'none')
  return (
    <div role="status" aria-busy={isTesting} className={classes.result}>
      {refusal === null ? null : <Failed title="It can’t be tested" text={refusal} next={null} />}
      {test?.fetch && gaveData(test) ? <Answer fetch={test.fetch} /> : null}
      {test?.error ? <Failed {...adviceOn(test.error, hasCredential)} /> : null}
      {test?.fetch && !gaveData(test) ? <AnswerFacts fetch={test.fetch} /> : null}
      {test === null && refusal === null ? (
        <p className="faint">
          {isTesting ? 'Asking the source…' : 'Test asks the source once and shows what it answers. Nothing is saved.'}
        </p>
      ) : null}
    </div>
  )
}

type Fetch = NonNullable<DryRun['fetch']>

function Answer({ fetch }: { fetch: Fetch }) {
  const { status } = fetch
  return (
    <div className={classes.answer}>
      <p className={classes.title} data-tone="good">
        <Icon name="good" />
        <strong>{status === null ? 'Answered' : `Answered ${status}`}</strong>
      </p>
      <AnswerFacts fetch={fetch} />
    </div>
  )
}

function AnswerFacts({ fetch }: { fetch: Fetch }) {
  const { contentType, bytes: size, durationMs, etag, address } = fetch
  return (
    <dl className="facts">
      <dt>Time</dt>
      <dd>{duration(durationMs)}</dd>
      <dt>Size</dt>
      <dd>{bytes(size)}</dd>
      <dt>Type</dt>
      <dd className="breakable">{contentType ?? 'not said'}</dd>
      <dt>ETag</dt>
      <dd className="breakable">{etag === null ? <span className="faint">none</span> : <code>{etag}</code>}</dd>
      {address ? (
        <>
          <dt>Address</dt>
          <dd>
            <code>{address}</code>
          </dd>
        </>
      ) : null}
    </dl>
  )
}

function Failed({ title, text, next }: { title: string; text: string; next: NextStep | null }) {
  return (
    <div className={classes.failed}>
      <p className={classes.title} data-tone="bad">
        <Icon name="bad" />
        <strong>{title}</strong>
      </p>
      <p className="breakable">{text}</p>
      {next ? <NextButton next={next} /> : null}
    </div>
  )
}

function NextButton({ next }: { next: NextStep }) {
  const templateId = useDraft(({ templateId }) => templateId)
  const auth = useDraft(({ source }) => source.auth)
  const secret = auth.kind === 'basic_auth' ? 'password' : 'value'
  const act = () => {
    if (next.kind === 'again') void runTest()
    if (next.kind === 'allow') void allowAndTest(next.blocked)
    if (next.kind === 'url') showField(null, 'dataSource.url')
    if (next.kind === 'template') goTo(paths.template(templateId))
    if (next.kind === 'auth') {
      showField('auth', auth.kind === 'none' ? 'dataSource.credentials' : `dataSource.credentials.${secret}`)
    }
  }
  return (
    <Button className={classes.next ?? ''} onClick={act}>
      {next.label}
    </Button>
  )
}
