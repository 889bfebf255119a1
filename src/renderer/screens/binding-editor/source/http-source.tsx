import { Select, Tabs, Textarea, TextInput } from '@mantine/core'
import { type ClipboardEvent, useEffect, useState } from 'react'
import classes from '../editor.module.css'
import { editSource, useDraft, useEditor, useFault } from '../editor-store.ts'
import { type AuthDraft, keepsSecret } from './auth-draft.ts'
import { AuthFields } from './auth-fields.tsx'
import { HeadersTable } from './headers-table.tsx'
import { isCurl, parseCurl } from './parse-curl.ts'
import { readQuery } from './query-pairs.ts'
import { QueryTable } from './query-table.tsx'
import { headerDraft } from './source-draft.ts'
import { type SourceTab, useSourceTab } from './source-tab.ts'

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

function RequestTabs() {
  const tab = useSourceTab(({ tab }) => tab)
  const method = useDraft(({ source }) => source.method)
  const queries = useDraft(({ source }) => readQuery(source.url).length)
  const headers = useDraft(({ source }) => source.headers.length)
  const auth = useDraft(({ source }) => stateOf(source.auth))
  useTabOfFault()
  const shown = tab === 'body' && method === 'GET' ? 'query' : tab
  return (
    <Tabs value={shown} onChange={(value) => useSourceTab.setState({ tab: value as SourceTab })}>
      <Tabs.List mb="md">
        <Tabs.Tab value="query">{counted('Query', queries)}</Tabs.Tab>
        <Tabs.Tab value="headers">{counted('Headers', headers)}</Tabs.Tab>
        <Tabs.Tab value="auth">{AUTH_MARKS[auth]}</Tabs.Tab>
        {method === 'POST' ? <Tabs.Tab value="body">Body</Tabs.Tab> : null}
      </Tabs.List>
      <Tabs.Panel value="query">
        <QueryTable />
      </Tabs.Panel>
      <Tabs.Panel value="headers">
        <HeadersTable />
      </Tabs.Panel>
      <Tabs.Panel value="auth">
        <AuthFields />
      </Tabs.Panel>
      <Tabs.Panel value="body">
        <BodyField />
      </Tabs.Panel>
    </Tabs>
  )
}

const AUTH_MARKS = { none: 'Auth', set: 'Auth ✓', missing: 'Auth: secret missing' } as const

/** Whether there is a secret to prove oneself with. */
const stateOf = (auth: AuthDraft): keyof typeof AUTH_MARKS =>
  auth.kind === 'none' ? 'none' : auth.secret !== '' || keepsSecret(auth) ? 'set' : 'missing'

const counted = (label: string, count: number): string => (count > 0 ? `${label} ${count}` : label)

/** A fault in a part that is out of sight brings it in sight. */
function useTabOfFault(): void {
  const field = useEditor(({ faults }) => faults.find(({ field }) => field.startsWith('dataSource.'))?.field)
  useEffect(() => {
    if (field?.startsWith('dataSource.credentials')) useSourceTab.setState({ tab: 'auth' })
    if (field?.startsWith('dataSource.headers')) useSourceTab.setState({ tab: 'headers' })
    if (field?.startsWith('dataSource.body')) useSourceTab.setState({ tab: 'body' })
  }, [field])
}

function BodyField() {
  const body = useDraft(({ source }) => source.body)
  return (
    <Textarea
      aria-label="Body"
      data-field="dataSource.body"
      description="Sent as JSON where it is JSON, and as it stands where it is not."
      autosize
      minRows={4}
      maxRows={14}
      spellCheck={false}
      classNames={{ input: classes.typed }}
      value={body}
      error={useFault('dataSource.body')}
      onChange={({ currentTarget }) => editSource({ body: currentTarget.value })}
    />
  )
}
