import type { SyncField } from '../../../shared/sync.ts'
import { Excerpt } from '../../components/excerpt.tsx'
import { useSync } from '../../stores/sync.ts'
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
  const template = useTemplateName(field.path === 'templateId' ? text : null)
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

/** What stands before the uid of a template that is only there. */
const REMOTE = 'remote:'

/** The name of a template here, or of one that would come along. */
function useTemplateName(uid: string | null): string | undefined {
  const here = useTemplates(({ byUid }) => (uid === null ? undefined : byUid[uid]?.name))
  const coming = useSync(({ plan }) =>
    uid?.startsWith(REMOTE)
      ? plan?.operations.find(
          ({ resource, remoteUid }) => resource === 'template' && remoteUid === uid.slice(REMOTE.length),
        )?.name
      : undefined,
  )
  return here ?? coming
}
