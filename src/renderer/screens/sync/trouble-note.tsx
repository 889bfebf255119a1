import { Button } from '@mantine/core'
import { lookForChanges } from '../../cloud-sync.ts'
import { Icon } from '../../components/icon.tsx'
import { NextTime } from '../../components/next-time.tsx'
import { paths } from '../../stores/route.ts'
import { useSyncStatus } from '../../stores/sync.ts'
import { hostWords, troubleOf } from '../../words/sync.ts'
import styles from './note.module.css'
import { useIsBlocked } from './use-busy.ts'

/** Why the last sync did not get to its end, and what to do. */
export function TroubleNote() {
  const status = useSyncStatus()
  const isBlocked = useIsBlocked()
  const error = status?.lastError
  return (
    <div role="status">
      {error && status.account ? (
        <Told error={error} host={hostWords(status.account.baseUrl)} isBlocked={isBlocked} />
      ) : null}
    </div>
  )
}

interface ToldProps {
  error: NonNullable<NonNullable<ReturnType<typeof useSyncStatus>>['lastError']>
  host: string
  isBlocked: boolean
}

function Told({ error, host, isBlocked }: ToldProps) {
  const { tone, title, text, step } = troubleOf(error, host)
  return (
    <div className={styles.note} data-tone={tone}>
      <Icon name={tone} />
      <div className={styles.words}>
        <p>
          <strong>{title}</strong> {text}
          {error.retryAt ? (
            <>
              {' '}
              Next try <NextTime at={error.retryAt} none="" />.
            </>
          ) : null}
        </p>
        <div className="actions">
          {step === 'account' ? (
            <Button component="a" href={paths.settings('syncAccount')}>
              Change the account
            </Button>
          ) : null}
          <Button disabled={isBlocked} onClick={() => void lookForChanges()}>
            {step === 'look' ? 'Look for changes' : 'Try now'}
          </Button>
        </div>
      </div>
    </div>
  )
}
