import { Button, Table } from '@mantine/core'
import { useState } from 'react'
import type { Backup } from '../../../shared/backup.ts'
import { settingsApi } from '../../api/settings.ts'
import { BusyButton } from '../../components/busy-button.tsx'
import { ConfirmDialog } from '../../components/confirm-dialog.tsx'
import { TimeAgo } from '../../components/time-ago.tsx'
import { useIsOffline } from '../../stores/farm.ts'
import { bytes, exactTime } from '../../words/time.ts'
import styles from './backups.module.css'
import { Restoring } from './restoring.tsx'
import { SavedMark } from './saved-mark.tsx'
import { useRead } from './use-read.ts'
import { useSaving } from './use-saving.ts'

const KINDS: Record<Backup['kind'], string> = { daily: 'daily', before: 'before an upgrade', manual: 'by hand' }

/** The newest are what one goes back to; the others lie in the folder. */
const SHOWN = 10

/** The backups that there are, one more now, and the way back to one. */
export function Backups() {
  const isOffline = useIsOffline()
  const { value: list, error, again } = useRead(settingsApi.backups)
  const saving = useSaving()
  const restoring = useSaving()
  const [asked, setAsked] = useState<Backup | null>(null)
  const backUp = async () => {
    if (await saving.run(async () => void (await settingsApi.backUp()))) again()
  }
  const restore = async ({ name }: Backup) => {
    if (await restoring.run(async () => void (await settingsApi.restore(name)))) again()
  }
  return (
    <div className={styles.backups}>
      <div className={styles.line}>
        <BusyButton onClick={backUp} loading={saving.state === 'saving'} disabled={isOffline}>
          Back up now
        </BusyButton>
        <SavedMark state={saving.state} done="Backed up" />
        <span role="alert" className={styles.error}>
          {saving.error ?? restoring.error ?? list?.fault ?? error}
        </span>
      </div>
      {list?.restoring ? (
        <Restoring backup={list.backups.find(({ name }) => name === list.restoring)} again={again} />
      ) : null}
      {list && list.backups.length > 0 ? (
        <BackupTable {...list} isBusy={isOffline || restoring.state === 'saving'} onRestore={setAsked} />
      ) : null}
      <ConfirmDialog
        isOpen={asked !== null}
        title="Restore this backup?"
        text={`Bindery goes back to how it was on ${asked ? exactTime(asked.at) : ''}, once it starts again. What has changed since is kept in a file beside the database.`}
        action="Restore"
        onClose={() => setAsked(null)}
        onConfirm={() => asked && void restore(asked)}
      />
      {list?.backups.length === 0 ? (
        <p className="faint">There is none yet: the first daily one is made soon after the start.</p>
      ) : null}
    </div>
  )
}

interface BackupTableProps {
  folder: string
  backups: readonly Backup[]
  isBusy: boolean
  onRestore(backup: Backup): void
}

function BackupTable({ folder, backups, isBusy, onRestore }: BackupTableProps) {
  return (
    <>
      <Table aria-label="Backups">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Made</Table.Th>
            <Table.Th>Kind</Table.Th>
            <Table.Th>Size</Table.Th>
            <Table.Th>
              <span className="visually-hidden">Actions</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {backups.slice(0, SHOWN).map((backup) => (
            <Table.Tr key={backup.name}>
              <Table.Td>
                <TimeAgo at={backup.at} />
              </Table.Td>
              <Table.Td>{KINDS[backup.kind]}</Table.Td>
              <Table.Td>{bytes(backup.bytes)}</Table.Td>
              <Table.Td className={styles.last}>
                <Button
                  size="compact-sm"
                  disabled={isBusy}
                  aria-label={`Restore ${backup.name}`}
                  onClick={() => onRestore(backup)}
                >
                  Restore
                </Button>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <p className="faint breakable">
        {backups.length > SHOWN ? `The newest ${SHOWN} of ${backups.length}. ` : ''}They lie in <code>{folder}</code>.
      </p>
    </>
  )
}
