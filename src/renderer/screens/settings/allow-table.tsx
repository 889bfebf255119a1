import { ActionIcon, Table } from '@mantine/core'
import { IconPencil, IconTrash } from '@tabler/icons-react'
import type { AllowSetting } from '../../../shared/settings.ts'
import { purposeWords } from './allow-list.ts'
import styles from './allow-table.module.css'

interface AllowTableProps {
  entries: readonly AllowSetting[]
  /** Hosts that the command line allows, which can't be changed here. */
  given: readonly string[]
  isOffline: boolean
  onEdit(entry: AllowSetting): void
  onRemove(entry: AllowSetting): void
}

/** The private hosts that may be reached, and for what. */
export function AllowTable({ entries, given, isOffline, onEdit, onRemove }: AllowTableProps) {
  return (
    <Table className={styles.table} aria-label="Allowed private hosts">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Host</Table.Th>
          <Table.Th>For</Table.Th>
          <Table.Th>
            <span className="visually-hidden">Actions</span>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {entries.map((entry) => (
          <Table.Tr key={entry.host}>
            <Table.Td>
              <code className="breakable">{entry.host}</code>
            </Table.Td>
            <Table.Td>{purposeWords(entry.for)}</Table.Td>
            <Table.Td className={styles.actions}>
              <ActionIcon
                id={`edit-${entry.host}`}
                aria-label={`Change ${entry.host}`}
                title="Change"
                disabled={isOffline}
                onClick={() => onEdit(entry)}
              >
                <IconPencil className="icon" />
              </ActionIcon>
              <ActionIcon
                aria-label={`Remove ${entry.host}`}
                title="Remove"
                disabled={isOffline}
                onClick={() => onRemove(entry)}
              >
                <IconTrash className="icon" />
              </ActionIcon>
            </Table.Td>
          </Table.Tr>
        ))}
        {given.map((host) => (
          <Table.Tr key={`given ${host}`}>
            <Table.Td>
              <code className="breakable">{host}</code>
            </Table.Td>
            <Table.Td>everything</Table.Td>
            <Table.Td className={styles.given}>by --allow-host</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
