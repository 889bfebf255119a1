import { type ReactNode, useEffect } from 'react'
import type { Binding } from '../../../shared/binding.ts'
import { HealthMark } from '../../components/health-mark.tsx'
import { Icon } from '../../components/icon.tsx'
import { ScreenTitle } from '../../components/screen-title.tsx'
import { Thumbnail } from '../../components/thumbnail.tsx'
import { TimeAgo } from '../../components/time-ago.tsx'
import { useBindings } from '../../stores/bindings.ts'
import { paths } from '../../stores/route.ts'
import { useTemplates } from '../../stores/templates.ts'
import { watchRuns } from '../../sync-stores.ts'
import { onErrorWords, outputWords, policyWords, sourceWords } from '../../words/binding.ts'
import { stageWords } from '../../words/failure.ts'
import { BindingActions } from './binding-actions.tsx'
import { RunsList } from './runs-list.tsx'
import { UrlCard } from './url-card.tsx'

/** One binding: its picture, its URL, how it is set, and its runs. */
export function BindingDetail({ uid }: { uid: string }) {
  const binding = useBindings(({ byUid }) => byUid[uid])
  useEffect(() => {
    // What can't be read now is read when the link to the farm stands again.
    watchRuns(uid).catch(() => {})
    return () => void watchRuns(null)
  }, [uid])
  if (!binding) return <GoneDetail />
  return (
    <Frame title={binding.name}>
      <HealthMark binding={binding} />
      <BindingActions binding={binding} />
      <LastError binding={binding} />
      <div className="thumbnail thumbnail-large">
        <Thumbnail binding={binding} />
      </div>
      <UrlCard binding={binding} />
      <Settings binding={binding} />
      <RunsList />
    </Frame>
  )
}

function Frame({ title, children }: { title: string; children: ReactNode }) {
  return (
    <aside className="detail" aria-label={title}>
      <div className="detail-top">
        <a className="button" href={paths.bindings()}>
          <Icon name="back" /> All bindings
        </a>
      </div>
      <ScreenTitle title={title} />
      {children}
    </aside>
  )
}

const GoneDetail = () => (
  <Frame title="There is no such binding">
    <p>It was deleted, or the address is not whole. What was deleted can be restored for 30 days.</p>
  </Frame>
)

function LastError({ binding: { lastError, nextRefreshAt } }: { binding: Binding }) {
  if (!lastError) return null
  return (
    <section className="problem" aria-label="Last failure">
      <h2>{stageWords(lastError.stage)}</h2>
      <p>{lastError.message}</p>
      <p>
        Failed <TimeAgo at={lastError.at} />
        {nextRefreshAt ? ', and tried again ' : '; it is not tried again by itself'}
        {nextRefreshAt ? <TimeAgo at={nextRefreshAt} /> : null}.
      </p>
    </section>
  )
}

function Settings({ binding }: { binding: Binding }) {
  const template = useTemplates(({ byUid }) => byUid[binding.templateId]?.name)
  const { dataSource, refreshPolicy, lastRefreshAt, lastRenderedAt, nextRefreshAt, status } = binding
  return (
    <section className="block">
      <h2>How it is set</h2>
      <dl className="facts">
        <dt>Template</dt>
        <dd>{template ?? 'gone'}</dd>
        <dt>Source</dt>
        <dd className="breakable">{sourceWords(dataSource)}</dd>
        <dt>Refreshes</dt>
        <dd>
          {policyWords(refreshPolicy)}; next{' '}
          <TimeAgo at={nextRefreshAt} none={status === 'paused' ? 'once resumed' : 'when asked'} />
        </dd>
        <dt>When it fails</dt>
        <dd>{onErrorWords(refreshPolicy)}</dd>
        <dt>Output</dt>
        <dd>{outputWords(binding)}</dd>
        <dt>Last refresh</dt>
        <dd>
          <TimeAgo at={lastRefreshAt} />
        </dd>
        <dt>Last picture</dt>
        <dd>
          <TimeAgo at={lastRenderedAt} />
        </dd>
      </dl>
    </section>
  )
}
