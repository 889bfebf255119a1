import type { SyncField } from '../../../shared/sync.ts'
import { Excerpt } from '../../components/excerpt.tsx'
import { useTemplates } from '../../stores/templates.ts'
import { type FieldSide, fieldLabel, isLongField, valueText } from '../../words/sync-field.ts'
import styles from './field-list.module.css'

/** What a field is called, and where it stands in the object. */
export function FieldName({ field: { path } }: { field: SyncField }) {
  const label = fieldLabel(path)
  return (
    <h3 className={styles.name}>
      <bdi>{label}</bdi> {label === path ? null : <code className="faint">{path}</code>}
    </h3>
  )
}

/** What a field is on one side. */
export function FieldValue({ field, side }: { field: SyncField; side: FieldSide }) {
  const text = valueText(field, side)
  const template = useTemplates(({ byUid }) => (field.path === 'templateId' && text ? byUid[text]?.name : undefined))
  if (text === null) return <span className="faint">not there</span>
  if (text === '') return <span className="faint">empty</span>
  if (template !== undefined) return <bdi>{template}</bdi>
  if (isLongField(field)) return <Excerpt text={text} label={`${fieldLabel(field.path)}, ${side}`} />
  return (
    <code className={styles.value} dir="auto">
      {text}
    </code>
  )
}
