import { lazy } from 'react'
import { ahead } from '../../../components/load-ahead.ts'
import { LoadedPart } from '../../../components/loaded-part.tsx'
import classes from '../editor.module.css'
import { editSource, useDraft, useFault } from '../editor-store.ts'
import { jsonFault } from './json-fault.ts'

const JsonCode = lazy(ahead(() => import('../json-code.tsx').then(({ JsonCode }) => ({ default: JsonCode }))))

/** Data that is written here and never fetched. */
export function FixedSource() {
  const data = useDraft(({ source }) => source.data)
  const given = useFault('dataSource.data')
  const fault = jsonFault(data) ?? given
  return (
    <div className={classes.field}>
      <LoadedPart name="The editor of the data">
        <JsonCode
          label="Fixed data, as JSON"
          field="dataSource.data"
          text={data}
          onChange={(text) => editSource({ data: text })}
        />
      </LoadedPart>
      <p className={fault ? classes.fault : classes.hint} role="status">
        {fault ?? 'Drawn again when you save.'}
      </p>
    </div>
  )
}
