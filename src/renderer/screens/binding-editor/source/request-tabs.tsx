import { Tabs, Textarea } from '@mantine/core'
import { useEffect } from 'react'
import classes from '../editor.module.css'
import { editSource, useDraft, useEditor, useFault } from '../editor-store.ts'
import { type AuthDraft, keepsSecret } from './auth-draft.ts'
import { AuthFields } from './auth-fields.tsx'
import { HeadersTable } from './headers-table.tsx'
import { readQuery } from './query-pairs.ts'
import { QueryTable } from './query-table.tsx'
import { type SourceTab, useSourceTab } from './source-tab.ts'

/** What goes along with a request. */
export function RequestTabs() {
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
