import { useState } from 'react'
import { isSecretHeaderName } from '../../../../shared/secret-header.ts'
import classes from '../editor.module.css'
import { editSource, useDraft, useEditor } from '../editor-store.ts'
import { PairRow } from './pair-row.tsx'
import { type HeaderDraft, headerDraft } from './source-draft.ts'

/** The request's headers. Those that are named like secrets are masked, and never told once they are saved. */
export function HeadersTable() {
  const headers = useDraft(({ source }) => source.headers)
  const faults = useEditor(({ faults }) => faults)
  const [next, setNext] = useState(() => headerDraft('', ''))
  const change = (header: HeaderDraft) => {
    const isNew = header.id === next.id
    if (isNew) setNext(headerDraft('', ''))
    editSource({
      headers: isNew ? [...headers, header] : headers.map((each) => (each.id === header.id ? header : each)),
    })
  }
  return (
    <div className={classes.field}>
      {[...headers, next].map((header, at) => {
        const field = `dataSource.headers.${header.name}`
        return (
          <PairRow
            key={header.id}
            kind="Header"
            place={at + 1}
            name={header.name}
            value={header.value}
            isSecret={header.isSet || isSecretHeaderName(header.name)}
            field={field}
            fault={faults.find((fault) => fault.field === field && header.name !== '')?.message}
            {...(header.isSet && { placeholder: 'Set. Type to replace it' })}
            // A header by another name is another secret.
            onChange={({ name, value }) =>
              change({ ...header, name, value, isSet: header.isSet && name === header.name })
            }
            {...(header !== next && {
              onRemove: () => editSource({ headers: headers.filter(({ id }) => id !== header.id) }),
            })}
          />
        )
      })}
      <p className={classes.hint}>Values of headers named like secrets (cookie, token, key) are kept encrypted.</p>
    </div>
  )
}
