import { Table } from '@mantine/core'
import type { AllowSetting } from '../../../shared/settings.ts'
import { purposeWords } from './allow-list.ts'
import { EntryButtons } from './entry-buttons.tsx'
import styles from './entry-table.module.css'

interface AllowTableProps {
  entries: readonly AllowSetting[]
  /** Hosts that the command line allows, which can't be changed here. */
  given: readonly string[]
  onEdit(entry: AllowSetting): void
  onRemove(entry: AllowSetting): void
}

/** The private hosts that may be reached, and for what. */
export function AllowTable({ entries, given, onEdit, onRemove }: AllowTableProps) {
  if (entries.length + given.length === 0) return <p className="faint">None: every private address is refused.</p>
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
            <EntryButtons
              list="allow"
              name={entry.host}
              onEdit={() => onEdit(entry)}
              onRemove={() => onRemove(entry)}
            />
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
