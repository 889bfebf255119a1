import type { Binding } from '../../../shared/binding.ts'
import { TimeAgo } from '../../components/time-ago.tsx'
import { paths } from '../../stores/route.ts'
import { useTemplates } from '../../stores/templates.ts'
import { onErrorWords, outputWords, policyWords, sourceWords } from '../../words/binding.ts'
import { duration } from '../../words/time.ts'

/** How it is set, in words. */
export function DetailSettings({ binding }: { binding: Binding }) {
  const template = useTemplates(({ byUid }) => byUid[binding.templateId]?.name)
  const { dataSource, refreshPolicy, lastRefreshAt, lastRenderedAt, nextRefreshAt, status, averageMs } = binding
  return (
    <section className="block">
      <h2>How it is set</h2>
      <dl className="facts">
        <dt>Template</dt>
        <dd dir="auto">{template ? <a href={paths.template(binding.templateId)}>{template}</a> : 'gone'}</dd>
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
        <dt>Takes</dt>
        <dd>
          {averageMs === null ? <span className="faint">not known yet</span> : `${duration(averageMs)} on average`}
        </dd>
      </dl>
    </section>
  )
}
