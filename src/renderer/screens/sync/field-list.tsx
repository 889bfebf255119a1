import type { SyncField, SyncOperation } from '../../../shared/sync.ts'
import { CodeDiff } from '../../components/code-diff.tsx'
import { type FieldSide, fieldLabel, isLongField, valueText } from '../../words/sync-field.ts'
import { ConflictField } from './conflict-field.tsx'
import styles from './field-list.module.css'
import { FieldName, FieldValue } from './field-value.tsx'

interface Column {
  side: FieldSide
  title: string
}

/** What an operation writes, field by field. */
export function FieldList({ operation, host }: { operation: SyncOperation; host: string }) {
  const { fields, kind, deletedOn } = operation
  if (fields.length === 0) return null
  // Of what one side deleted there is nothing to choose by field.
  const conflicting = deletedOn === null ? fields.filter(({ isConflict }) => isConflict) : []
  const others = fields.filter((field) => !conflicting.includes(field))
  return (
    <>
      {conflicting.length > 0 ? (
        <section className="block">
          <h2>Changed on both sides</h2>
          {conflicting.map((field) => (
            <ConflictField key={field.path} operation={operation} field={field} host={host} />
          ))}
        </section>
      ) : null}
      {others.length > 0 ? (
        <section className="block">
          <h2>{kind === 'conflict' ? 'Changed on one side' : 'Fields'}</h2>
          {others.map((field) => (
            <PlainField key={field.path} field={field} columns={columnsFor(operation, host)} />
          ))}
        </section>
      ) : null}
    </>
  )
}

/** What there is to compare: what was and what will be, where there are both. */
function columnsFor({ kind, deletedOn }: SyncOperation, host: string): Column[] {
  const base: Column = { side: 'base', title: 'Last synced' }
  const mine: Column = { side: 'mine', title: 'Mine, here' }
  const theirs: Column = { side: 'theirs', title: `Theirs, at ${host}` }
  if (deletedOn !== null) return [base, deletedOn === 'local' ? theirs : mine]
  switch (kind) {
    case 'push_update':
      return [
        { side: 'theirs', title: `At ${host} now` },
        { side: 'mine', title: 'Will be' },
      ]
    case 'pull_update':
      return [
        { side: 'mine', title: 'Here now' },
        { side: 'theirs', title: 'Will be' },
      ]
    case 'pull_create':
      return [{ side: 'theirs', title: `At ${host}` }]
    case 'pull_delete':
    case 'push_create':
    case 'held_back':
    case 'adopt':
      return [{ side: 'mine', title: 'Here' }]
    case 'push_delete':
      return [{ side: 'theirs', title: `At ${host}` }]
    default:
      return [base, mine, theirs]
  }
}

function PlainField({ field, columns }: { field: SyncField; columns: readonly Column[] }) {
  const [before, after] = comparedOf(field, columns)
  if (before && after && isLongField(field)) {
    return (
      <div className={styles.field}>
        <FieldName field={field} />
        <CodeDiff
          before={valueText(field, before.side) ?? ''}
          after={valueText(field, after.side) ?? ''}
          labels={{
            before: `${fieldLabel(field.path)}: ${before.title}`,
            after: `${fieldLabel(field.path)}: ${after.title}`,
          }}
        />
      </div>
    )
  }
  return (
    <div className={styles.field} data-flat={columns.length === 1 || undefined}>
      <FieldName field={field} />
      <dl className={styles.sides}>
        {columns.map(({ side, title }) => (
          <div key={side} className={styles.side}>
            <dt className={columns.length === 1 ? 'visually-hidden' : 'faint'}>{title}</dt>
            <dd>
              <FieldValue field={field} side={side} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

/** The two that say what changed: of three, what was and the side that is another now. */
function comparedOf(field: SyncField, columns: readonly Column[]): readonly Column[] {
  const [base, mine, theirs] = columns
  if (!base || !mine || !theirs) return columns
  return [base, valueText(field, 'mine') === valueText(field, 'base') ? theirs : mine]
}
