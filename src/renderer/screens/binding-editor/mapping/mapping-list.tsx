import { useTemplates } from '../../../stores/templates.ts'
import { useDraft } from '../editor-store.ts'
import { variablesOf } from '../variables.ts'
import { useMapped } from './map-value.ts'
import classes from './mapping-list.module.css'
import { MappingRow } from './mapping-row.tsx'

/** Every variable with where its value comes from, and what it is now. */
export function MappingList() {
  const templateId = useDraft(({ templateId }) => templateId)
  const template = useTemplates(({ byUid }) => byUid[templateId])
  const mapping = useDraft(({ mapping }) => mapping)
  const defaults = useDraft(({ defaults }) => defaults)
  const said = useMapped(({ said }) => said)
  const variables = variablesOf(template, { mapping, defaults })
  if (variables.length === 0)
    return <p className={classes.none}>This template has no variables: it looks the same with any data.</p>
  return (
    <>
      <ul className={classes.list} aria-label="Variables">
        {variables.map((variable) => (
          <MappingRow key={variable.name} variable={variable} />
        ))}
      </ul>
      <span className="visually-hidden" role="status">
        {said}
      </span>
    </>
  )
}
