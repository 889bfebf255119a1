import { HealthMark } from '../../components/health-mark.tsx'
import { Thumbnail } from '../../components/thumbnail.tsx'
import { TimeAgo } from '../../components/time-ago.tsx'
import { useBindings } from '../../stores/bindings.ts'
import { paths } from '../../stores/route.ts'
import { useTemplates } from '../../stores/templates.ts'
import { policyWords, sourceWords } from '../../words/binding.ts'
import { BindingActions } from './binding-actions.tsx'

export function BindingCard({ uid, isOpen }: { uid: string; isOpen: boolean }) {
  const binding = useBindings(({ byUid }) => byUid[uid])
  const template = useTemplates(({ byUid }) => byUid[binding?.templateId ?? '']?.name)
  if (!binding) return null
  const { name, dataSource, refreshPolicy, lastRefreshAt, nextRefreshAt, status } = binding
  const source = sourceWords(dataSource)
  return (
    <li className="card" data-open={isOpen || undefined}>
      <div className="thumbnail">
        <Thumbnail binding={binding} />
      </div>
      <div className="card-words">
        <h2>
          <a
            id={`open-${uid}`}
            href={paths.bindings(uid)}
            aria-current={isOpen ? 'true' : undefined}
            title={name}
            dir="auto"
          >
            {name}
          </a>
        </h2>
        <p className="card-about" title={`${template ?? 'No template'}, from ${source}`}>
          {template ?? 'No template'}, from {source}
        </p>
        <HealthMark binding={binding} />
        <dl className="facts">
          <dt>Refreshes</dt>
          <dd>{policyWords(refreshPolicy)}</dd>
          <dt>Last good</dt>
          <dd>
            <TimeAgo at={status === 'error' ? binding.lastRenderedAt : lastRefreshAt} />
          </dd>
          <dt>Next</dt>
          <dd>
            <TimeAgo at={nextRefreshAt} none={status === 'paused' ? 'paused' : 'when asked'} />
          </dd>
        </dl>
      </div>
      <BindingActions binding={binding} iconOnly />
    </li>
  )
}
