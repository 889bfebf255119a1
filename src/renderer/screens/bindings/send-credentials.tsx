import { Button } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { useState } from 'react'
import type { Binding } from '../../../shared/binding.ts'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { hasCredentials } from '../../has-credentials.ts'
import { sendCredentials } from '../../send-credentials.ts'
import { tickCredentials, useSync, useSyncStatus } from '../../stores/sync.ts'
import { hostWords } from '../../words/sync.ts'
import { useIsBlocked } from '../sync/use-busy.ts'

/** Credentials stay on this machine until one says otherwise, for this binding. */
export function SendCredentials({ binding }: { binding: Binding }) {
  const account = useSyncStatus()?.account
  const isTicked = useSync(({ sendCredentials }) => sendCredentials.has(binding.uid))
  const isBlocked = useIsBlocked()
  const [isAsking, setAsking] = useState(false)
  if (!account || !hasCredentials(binding)) return null
  const host = hostWords(account.baseUrl)
  return (
    <>
      <p className="faint">
        {isTicked ? 'Its credentials go along with the next sync.' : 'Its credentials stay on this machine.'}
      </p>
      <div className="actions">
        {isTicked ? (
          <Button disabled={isBlocked} onClick={() => tickCredentials(binding.uid, false)}>
            Keep its credentials here
          </Button>
        ) : (
          <Button
            leftSection={<IconKey className="icon" aria-hidden />}
            disabled={isBlocked}
            onClick={() => setAsking(true)}
          >
            Send its credentials…
          </Button>
        )}
      </div>
      <ConfirmDialog
        isOpen={isAsking}
        title="Send the credentials?"
        text={`What “${binding.name}” asks its source with, secret headers included, goes to ${host}, so that it can ask the source too. ${host} shows it to nobody again, and keeps it until you change or remove it there. Where anything else is to be synced, you read that first.`}
        action={`Send to ${host}`}
        isGrave={false}
        onClose={() => setAsking(false)}
        onConfirm={() => void sendCredentials(binding)}
      />
    </>
  )
}
