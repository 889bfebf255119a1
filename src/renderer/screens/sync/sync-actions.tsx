import { ActionIcon, Button } from '@mantine/core'
import { IconArrowBackUp, IconRefresh, IconSettings } from '@tabler/icons-react'
import { useState } from 'react'
import { lookForChanges, undoSync } from '../../cloud-sync.ts'
import { BusyButton } from '../../components/busy-button.tsx'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { MOD } from '../../shell/keys.ts'
import { paths } from '../../stores/route.ts'
import { useSync } from '../../stores/sync.ts'
import { useBusy, useIsBlocked } from './use-busy.ts'

/** Looking, taking back, and where the account is set. */
export function SyncActions() {
  const busy = useBusy()
  const isBlocked = useIsBlocked()
  const hasPlan = useSync(({ plan, isRest }) => plan !== null && !isRest)
  const canUndo = useSync(({ status }) => status?.canUndo ?? false)
  const isAutomatic = useSync(({ status }) => status !== null && status.settings.auto !== 'off')
  const [isAsking, setAsking] = useState(false)
  return (
    <div className="actions">
      <BusyButton
        variant={hasPlan ? 'default' : 'filled'}
        leftSection={<IconRefresh className="icon" aria-hidden />}
        disabled={isBlocked}
        loading={busy === 'plan'}
        title={`${MOD} R`}
        onClick={() => void lookForChanges()}
      >
        Look for changes
      </BusyButton>
      {canUndo ? (
        <Button
          leftSection={<IconArrowBackUp className="icon" aria-hidden />}
          disabled={isBlocked}
          onClick={() => setAsking(true)}
        >
          Undo the last sync
        </Button>
      ) : null}
      <ActionIcon component="a" href={paths.settings('sync')} aria-label="Settings of sync" title="Settings of sync">
        <IconSettings className="icon" aria-hidden />
      </ActionIcon>
      <ConfirmDialog
        isOpen={isAsking}
        title="Undo the last sync?"
        text={`What it changed here goes back to what it was. The other side stays as it is, and what you have changed since stays too.${
          isAutomatic ? ' Automatic sync is switched off, as it would bring everything back.' : ''
        }`}
        action="Undo"
        isGrave={false}
        onClose={() => setAsking(false)}
        onConfirm={() => void undoSync()}
      />
    </div>
  )
}
