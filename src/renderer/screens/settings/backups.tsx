import { Button, Table } from '@mantine/core'
import type { Backup } from '../../../shared/backup.ts'
import { settingsApi } from '../../api/settings.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { TimeAgo } from '../../components/time-ago.tsx'
import { useIsOffline } from '../../stores/farm.ts'
import { bytes } from '../../words/time.ts'
import styles from './backups.module.css'
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
  const backUp = async () => {
    if (await saving.run(async () => void (await settingsApi.backUp()))) again()
  }
  return (
    <div className={styles.backups}>
      <div className={styles.line}>
        <Button onClick={backUp} loading={saving.state === 'saving'} disabled={isOffline}>
          Back up now
        </Button>
        <SavedMark state={saving.state} done="Backed up" />
        <span role="alert" className={styles.error}>
          {saving.error ?? list?.fault ?? error}
        </span>
      </div>
      {list && list.backups.length > 0 ? <BackupTable {...list} /> : null}
      {list?.backups.length === 0 ? (
        <p className="faint">There is none yet: the first daily one is made soon after the start.</p>
      ) : null}
    </div>
  )
}

function BackupTable({ folder, backups }: { folder: string; backups: readonly Backup[] }) {
  return (
    <>
      <Table aria-label="Backups">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Made</Table.Th>
            <Table.Th>Kind</Table.Th>
            <Table.Th>Size</Table.Th>
            <Table.Th className={styles.last}>Way back</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {backups.slice(0, SHOWN).map(({ name, kind, at, bytes: size }) => (
            <Table.Tr key={name}>
              <Table.Td>
                <TimeAgo at={at} />
              </Table.Td>
              <Table.Td>{KINDS[kind]}</Table.Td>
              <Table.Td>{bytes(size)}</Table.Td>
              <Table.Td className={styles.last}>
                <CopyButton
                  text={`npm run bindery -- restore "${folder}/${name}"`}
                  label="Copy the command"
                  name={`Copy the command that restores ${name}`}
                  iconOnly
                />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <p className="faint breakable">
        {backups.length > SHOWN ? `The newest ${SHOWN} of ${backups.length}. ` : ''}They lie in <code>{folder}</code>.
        To go back to one, stop Bindery and run its command; <code>npm run bindery -- restore --newest</code> takes the
        newest good one. What is replaced is kept.
      </p>
    </>
  )
}
