import { Button } from '@mantine/core'
import type { Backup } from '../../../shared/backup.ts'
import { settingsApi } from '../../api/settings.ts'
import { Icon } from '../../components/icon.tsx'
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
    <div className="banner" data-tone="warn" role="status">
      <Icon name="warn" />
      <p>
        <strong>A backup waits for the next start.</strong>{' '}
        {backup ? `Bindery then goes back to how it was on ${exactTime(backup.at)}.` : null}{' '}
        {restart ? null : 'Stop Bindery and start it once more.'}{' '}
        {saving.error ? <span className={styles.error}>{saving.error}</span> : null}
      </p>
      <Button disabled={isOffline} loading={saving.state === 'saving'} onClick={cancel}>
        Stay with what there is
      </Button>
      {restart ? (
        <Button variant="filled" disabled={isOffline} onClick={() => void restart()}>
          Restart now
        </Button>
      ) : null}
    </div>
  )
}
