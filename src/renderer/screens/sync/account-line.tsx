import { TimeAgo } from '../../components/time-ago.tsx'
import { paths } from '../../stores/route.ts'
import { useSyncStatus } from '../../stores/sync.ts'
import { hostWords } from '../../words/sync.ts'
import { autoWords } from './auto-words.ts'

/** With whom, when, and when again. */
export function AccountLine() {
  const status = useSyncStatus()
  if (!status?.account) return null
  return (
    <p className="faint">
      With <bdi>{hostWords(status.account.baseUrl)}</bdi>,{' '}
      {status.lastSyncAt === null ? (
        'not synced yet'
      ) : (
        <>
          synced <TimeAgo at={status.lastSyncAt} />
        </>
      )}
      . <a href={paths.settings('syncAuto')}>{autoWords(status.settings)}</a>
    </p>
  )
}
