import type { PreviousPicture, Run, RunDetails } from '../../../shared/run.ts'
import { Icon } from '../../components/icon.tsx'
import styles from './run-panel.module.css'
import { type VariableChange, variableChanges } from './variable-changes.ts'

interface RunVariablesProps {
  run: Run
  details: RunDetails | null
  previous: PreviousPicture | null
}

/** What the template was given, and what of it is another than before. */
export function RunVariables({ run, details, previous }: RunVariablesProps) {
  const all = variableChanges(run, details, previous)
  if (all.length === 0) return null
  const told = all.filter(({ isChanged, isMissing }) => isChanged || isMissing)
  const rest = all.filter((each) => !told.includes(each))
  return (
    <section className="block">
      <h2>Variables</h2>
      {told.length > 0 ? <VariableTable changes={told} /> : <p className="faint">None changed.</p>}
      {rest.length > 0 ? (
        <details className={styles.rest}>
          <summary>{rest.length === 1 ? '1 is as before' : `${rest.length} are as before`}</summary>
          <VariableTable changes={rest} />
        </details>
      ) : null}
    </section>
  )
}

function VariableTable({ changes }: { changes: VariableChange[] }) {
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Before</th>
          <th scope="col">Now</th>
        </tr>
      </thead>
      <tbody>
        {changes.map((change) => (
          <tr key={change.name}>
            <th scope="row">
              <code>{change.name}</code>
              {change.isMissing ? <Missing /> : null}
            </th>
            <td className={styles.was}>
              <Value text={change.isChanged ? change.before : change.now} isCut={false} />
            </td>
            <td>
              <Value text={change.now} isCut={change.isCut} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const Missing = () => (
  <span className="health" data-tone="warn">
    <Icon name="warn" />
    not in the data
  </span>
)

function Value({ text, isCut }: { text: string | null; isCut: boolean }) {
  if (text === null) return <span className="faint">not known</span>
  if (text === '') return <span className="faint">empty</span>
  return (
    <>
      <code className={styles.value} title={text} dir="auto">
        {text}
      </code>
      {isCut ? <span className="faint">only its beginning is kept</span> : null}
    </>
  )
}
