import type { ReactNode } from 'react'
import type { Cloud } from '../../shared/sync.ts'
import { paths } from '../stores/route.ts'
import { CloudMark } from './cloud-mark.tsx'
import { CopyButton } from './copy-button.tsx'
import { TimeAgo } from './time-ago.tsx'

/** The twin of a binding, and where it is seen; nothing where no account is connected. */
export function CloudFacts({ cloud, children }: { cloud: Cloud | undefined; children?: ReactNode }) {
  if (!cloud) return null
  const { renderUrl, syncedAt } = cloud
  return (
    <section className="block">
      <h2>Sync</h2>
      <dl className="facts">
        <dt>State</dt>
        <dd>
          <a href={paths.sync()}>
            <CloudMark cloud={cloud} />
          </a>
        </dd>
        <dt>Synced</dt>
        <dd>
          <TimeAgo at={syncedAt} />
        </dd>
      </dl>
      {renderUrl === null ? null : (
        <dl className="urls">
          <div>
            <dt>URL there</dt>
            <dd>
              <code title={renderUrl}>{renderUrl}</code>
              <CopyButton text={renderUrl} label="Copy" name="Copy its URL there" />
            </dd>
          </div>
        </dl>
      )}
      {children}
    </section>
  )
}
