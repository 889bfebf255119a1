import { Table } from '@mantine/core'
import type { EndpointHealthView } from '../../../shared/chromium-endpoint.ts'
import { Icon } from '../../components/icon.tsx'
import { endpointState } from '../../words/chromium.ts'
import { EntryButtons } from './entry-buttons.tsx'
import styles from './entry-table.module.css'

interface EndpointTableProps {
  endpoints: readonly EndpointHealthView[]
  onEdit(endpoint: EndpointHealthView): void
  onRemove(endpoint: EndpointHealthView): void
}

/** The browsers elsewhere that draw, and how they are. */
export function EndpointTable({ endpoints, onEdit, onRemove }: EndpointTableProps) {
  if (endpoints.length === 0) return <p className="faint">None: all pictures are drawn on this machine.</p>
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
              <EntryButtons
                list="chromiumEndpoints"
                name={endpoint.url}
                onEdit={() => onEdit(endpoint)}
                onRemove={() => onRemove(endpoint)}
              />
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
