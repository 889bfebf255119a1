import { Table } from '@mantine/core'
import type { ReactNode } from 'react'
import type { ImportPlan as Plan } from '../../../shared/portable.ts'
import { Caution } from '../../components/caution.tsx'
import { actionWords, cautionsOf, planWords } from '../../words/import-plan.ts'
import { counted } from '../../words/number.ts'
import styles from './import-plan.module.css'

/** What taking a file in does: read it before you say yes. */
export function ImportPlan({ plan }: { plan: Plan }) {
  const { templates, bindings } = plan
  return (
    <div className={styles.plan}>
      <p className={styles.sentence}>{planWords(plan)}</p>
      {cautionsOf(plan).map((caution) => (
        <Caution key={caution} text={caution} />
      ))}
      <Rows
        title={counted(templates.length, 'template')}
        heads={['Template', 'Becomes', 'Loads from']}
        rows={templates.map((template) => ({
          ...template,
          last: [...template.hosts, ...(template.runsScripts ? ['runs scripts'] : [])].join(', ') || '–',
        }))}
      />
      <Rows
        title={counted(bindings.length, 'binding')}
        heads={['Binding', 'Becomes', 'Data from']}
        rows={bindings.map((binding) => ({
          ...binding,
          last: `${binding.host ?? 'no host'}${binding.needsSecret ? '; needs a secret' : ''}`,
        }))}
      />
    </div>
  )
}

interface RowsProps {
  title: string
  heads: string[]
  rows: { uid: string; name: string; action: Plan['templates'][number]['action']; last: string }[]
}

/** More than these are counted, not listed: nobody reads them one by one. */
const MOST = 200

function Rows({ title, heads, rows }: RowsProps): ReactNode {
  if (rows.length === 0) return null
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
    <section className={styles.rows} aria-label={title} tabIndex={0}>
      <Table stickyHeader layout="fixed">
        <Table.Thead>
          <Table.Tr>
            {heads.map((head) => (
              <Table.Th key={head}>{head}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.slice(0, MOST).map(({ uid, name, action, last }) => (
            <Table.Tr key={uid} data-action={action}>
              <Table.Td className="breakable">
                <bdi>{name}</bdi>
              </Table.Td>
              <Table.Td className={styles.action}>{actionWords(action)}</Table.Td>
              <Table.Td className="breakable">{last}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {rows.length > MOST ? <p className="faint">and {(rows.length - MOST).toLocaleString()} more</p> : null}
    </section>
  )
}
