import { Table } from '@mantine/core'
import { useShallow } from 'zustand/react/shallow'
import { HealthMark } from '../../components/health-mark.tsx'
import { useBindings } from '../../stores/bindings.ts'
import { paths } from '../../stores/route.ts'
import { sourceWords } from '../../words/binding.ts'
import styles from './used-by-panel.module.css'

/** The bindings that draw with the template. */
export function UsedByPanel({ uid }: { uid: string }) {
  const users = useBindings(
    useShallow(({ order, byUid }) => order.flatMap((each) => (byUid[each]?.templateId === uid ? [byUid[each]] : []))),
  )
  if (users.length === 0) {
    return (
      <p className="faint">
        No binding draws with it. <a href={paths.newBinding(uid)}>New binding</a>
      </p>
    )
  }
  return (
    <Table aria-label="Bindings that use it">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Binding</Table.Th>
          <Table.Th>Source</Table.Th>
          <Table.Th>Health</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {users.map((binding) => (
          <Table.Tr key={binding.uid}>
            <Table.Td className={styles.part}>
              <a href={paths.bindings(binding.uid)} dir="auto">
                {binding.name}
              </a>
            </Table.Td>
            <Table.Td className={styles.part}>{sourceWords(binding.dataSource)}</Table.Td>
            <Table.Td>
              <HealthMark binding={binding} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
