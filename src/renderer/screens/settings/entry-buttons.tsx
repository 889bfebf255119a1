import { ActionIcon, Table } from '@mantine/core'
import { IconPencil, IconTrash } from '@tabler/icons-react'
import { useIsOffline } from '../../stores/farm.ts'
import styles from './entry-table.module.css'
import type { SettingId } from './settings-index.ts'

/** The DOM id of what opens the form of an entry, so that the focus finds back to it. */
export const editButtonId = (list: SettingId, name: string): string => `edit-${list}-${name}`

interface EntryButtonsProps {
  list: SettingId
  name: string
  onEdit(): void
  onRemove(): void
}

/** What can be done with an entry of a list, as the last cell of its row. */
export function EntryButtons({ list, name, onEdit, onRemove }: EntryButtonsProps) {
  const isOffline = useIsOffline()
  return (
    <Table.Td className={styles.actions}>
      <ActionIcon
        id={editButtonId(list, name)}
        aria-label={`Change ${name}`}
        title="Change"
        disabled={isOffline}
        onClick={onEdit}
      >
        <IconPencil className="icon" />
      </ActionIcon>
      <ActionIcon aria-label={`Remove ${name}`} title="Remove" disabled={isOffline} onClick={onRemove}>
        <IconTrash className="icon" />
      </ActionIcon>
    </Table.Td>
  )
}
