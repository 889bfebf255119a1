import { Button, Table } from '@mantine/core'
import { useShallow } from 'zustand/react/shallow'
import { HealthMark } from '../../components/health-mark.tsx'
import { useBindings } from '../../stores/bindings.ts'
import { paths } from '../../stores/route.ts'
import { sourceWords } from '../../words/binding.ts'
import { showWith, useEditor } from './editor-store.ts'
import styles from './used-by-panel.module.css'

/** The bindings that draw with the template. */
export function UsedByPanel({ uid }: { uid: string }) {
  const users = useBindings(
    useShallow(({ order, byUid }) => order.flatMap((each) => (byUid[each]?.templateId === uid ? [byUid[each]] : []))),
  )
  const shownWith = useEditor(({ shownWith }) => shownWith)
  if (users.length === 0) {
    return (
      <p className="faint">
        No binding draws with it. <a href={paths.newBinding(uid)}>New binding</a>
      </p>
    )
  }
  return (
    <Table aria-label="Bindings that use it" layout="fixed">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Binding</Table.Th>
          <Table.Th>Health</Table.Th>
          <Table.Th className={styles.action}>
            <span className="visually-hidden">Preview</span>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {users.map((binding) => (
          <Table.Tr key={binding.uid}>
            <Table.Td className={styles.cut}>
              <a href={paths.bindings(binding.uid)} dir="auto" title={binding.name}>
                {binding.name}
              </a>
              <span title={sourceWords(binding.dataSource)}>{sourceWords(binding.dataSource)}</span>
            </Table.Td>
            <Table.Td>
              <HealthMark binding={binding} />
            </Table.Td>
            <Table.Td>
              <Button
                aria-label={`Preview with ${binding.name}`}
                aria-pressed={binding.uid === shownWith}
                {...(binding.uid === shownWith && { variant: 'light' })}
                title="Draw the preview with its last data"
                onClick={() => showWith(binding.uid === shownWith ? null : binding.uid)}
              >
                Preview
              </Button>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
