import { Alert, Button, Group } from '@mantine/core'
import type { Backup } from '../../../shared/backup.ts'
import { settingsApi } from '../../api/settings.ts'
import { desktopHelp } from '../../desktop.ts'
import { useIsOffline } from '../../stores/farm.ts'
import { exactTime } from '../../words/time.ts'
import styles from './backups.module.css'
import { useSaving } from './use-saving.ts'

interface RestoringProps {
  /** Undefined where its file is gone; what was made ready of it is not. */
  backup: Backup | undefined
  again(): void
}

/** A backup that waits for the next start, and the ways on from here. */
export function Restoring({ backup, again }: RestoringProps) {
  const { restart } = desktopHelp()
  const isOffline = useIsOffline()
  const saving = useSaving()
  const cancel = async () => {
    if (await saving.run(async () => void (await settingsApi.cancelRestore()))) again()
  }
  return (
    <Alert color="warn" role="status" title="A backup waits for the next start">
      <div className={styles.backups}>
        <p>
          {backup ? `Bindery goes back to how it was on ${exactTime(backup.at)}` : 'Bindery goes back to the backup'}{' '}
          when it starts again. {restart ? null : 'Stop it and start it once more.'}
        </p>
        <Group>
          {restart ? (
            <Button variant="filled" disabled={isOffline} onClick={() => void restart()}>
              Restart now
            </Button>
          ) : null}
          <Button disabled={isOffline} loading={saving.state === 'saving'} onClick={cancel}>
            Stay with what there is
          </Button>
        </Group>
        {saving.error ? (
          <p role="alert" className={styles.error}>
            {saving.error}
          </p>
        ) : null}
      </div>
    </Alert>
  )
}
