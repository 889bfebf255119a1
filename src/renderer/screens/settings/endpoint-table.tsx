import { ActionIcon, Table } from '@mantine/core'
import { IconPencil, IconTrash } from '@tabler/icons-react'
import type { EndpointHealthView } from '../../../shared/chromium-endpoint.ts'
import { Icon } from '../../components/icon.tsx'
import { endpointState } from '../../words/chromium.ts'
import styles from './allow-table.module.css'

interface EndpointTableProps {
  endpoints: readonly EndpointHealthView[]
  isOffline: boolean
  onEdit(endpoint: EndpointHealthView): void
  onRemove(endpoint: EndpointHealthView): void
}

/** The browsers elsewhere that draw, and how they are. */
export function EndpointTable({ endpoints, isOffline, onEdit, onRemove }: EndpointTableProps) {
  return (
    <Table className={styles.table} aria-label="Browsers elsewhere">
      <Table.Thead>
        <Table.Tr>
          <Table.Th w="35%">Address</Table.Th>
          <Table.Th>State</Table.Th>
          <Table.Th>Pages</Table.Th>
          <Table.Th>
            <span className="visually-hidden">Actions</span>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {endpoints.map((endpoint) => (
          <Table.Tr key={`${endpoint.url} ${endpoint.isFixed}`}>
            <Table.Td>
              <code className="breakable">{endpoint.url}</code>
            </Table.Td>
            <Table.Td>
              <EndpointState endpoint={endpoint} />
            </Table.Td>
            <Table.Td>{endpoint.weight}</Table.Td>
            {endpoint.isFixed ? (
              <Table.Td className={styles.given}>by BINDERY_CHROMIUM_ENDPOINTS</Table.Td>
            ) : (
              <Table.Td className={styles.actions}>
                <ActionIcon
                  id={`edit-endpoint-${endpoint.url}`}
                  aria-label={`Change ${endpoint.url}`}
                  title="Change"
                  disabled={isOffline}
                  onClick={() => onEdit(endpoint)}
                >
                  <IconPencil className="icon" />
                </ActionIcon>
                <ActionIcon
                  aria-label={`Remove ${endpoint.url}`}
                  title="Remove"
                  disabled={isOffline}
                  onClick={() => onRemove(endpoint)}
                >
                  <IconTrash className="icon" />
                </ActionIcon>
              </Table.Td>
            )}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

function EndpointState({ endpoint }: { endpoint: EndpointHealthView }) {
  const { tone, word } = endpointState(endpoint)
  return (
    <>
      <span className="health" data-tone={tone}>
        <Icon name={tone} />
        {word}
      </span>
      {endpoint.detail ? <p className="faint breakable">{endpoint.detail}</p> : null}
    </>
  )
}
