import { Select, TextInput } from '@mantine/core'
import { type ClipboardEvent, useState } from 'react'
import classes from '../editor.module.css'
import { editSource, useDraft, useFault } from '../editor-store.ts'
import { isCurl, parseCurl } from './parse-curl.ts'
import { RequestTabs } from './request-tabs.tsx'
import { headerDraft } from './source-draft.ts'

/** A request: method, URL, and in tabs what goes along. */
export function HttpSource() {
  const url = useDraft(({ source }) => source.url)
  const method = useDraft(({ source }) => source.method)
  const fault = useFault('dataSource.url')
  const [said, setSaid] = useState('')
  const paste = (event: ClipboardEvent) => {
    const text = event.clipboardData.getData('text')
    if (!isCurl(text)) return
    event.preventDefault()
    setSaid(takeCurl(text))
  }
  return (
    <>
      <div className={classes.field}>
        <div className={classes.row}>
          <Select
            aria-label="Method"
            w="5rem"
            data={['GET', 'POST']}
            value={method}
            onChange={(value) => editSource({ method: value === 'POST' ? 'POST' : 'GET' })}
          />
          <TextInput
            className="grow"
            aria-label="URL"
            data-field="dataSource.url"
            placeholder="URL or cURL command"
            spellCheck={false}
            autoComplete="off"
            value={url}
            error={fault === 'Required' ? 'Give the URL of a JSON API' : fault}
            onPaste={paste}
            onChange={({ currentTarget }) => editSource({ url: currentTarget.value })}
          />
        </div>
        <p className={classes.hint} role="status">
          {said}
        </p>
      </div>
      <RequestTabs />
    </>
  )
}

/** Fills the request from a pasted command, and says what was read. */
function takeCurl(text: string): string {
  const read = parseCurl(text)
  if (!read) return 'This cURL command names no URL.'
  const { url, method, headers, body, auth, ignored } = read
  editSource({ url, method, headers: headers.map(({ name, value }) => headerDraft(name, value)), body, auth })
  const parts = [
    method,
    ...(headers.length > 0 ? [headers.length === 1 ? '1 header' : `${headers.length} headers`] : []),
    ...(auth.kind === 'none' ? [] : ['a secret']),
    ...(body === '' ? [] : ['a body']),
  ]
  const left = ignored.length > 0 ? ` Left out: ${ignored.join(', ')}.` : ''
  return `Read from cURL: ${parts.join(', ')}.${left}`
}
