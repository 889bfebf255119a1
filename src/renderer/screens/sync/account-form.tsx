import { Alert, Button, Checkbox, PasswordInput, TextInput } from '@mantine/core'
import { type FormEvent, type ReactNode, useRef, useState } from 'react'
import type { SyncAccount } from '../../../shared/sync.ts'
import { ApiError } from '../../api/ask.ts'
import type { AccountInput } from '../../api/sync.ts'
import { useIsOffline } from '../../stores/farm.ts'
import styles from './account-form.module.css'

/** The vocabulary's own value, whose module would bring its schemas along. */
const HOSTED_URL: typeof import('../../../shared/sync.ts').HOSTED_URL = 'https://api.pictify.io'
const FIELDS = ['baseUrl', 'apiKey', 'pushPrivate']

interface AccountFormProps {
  /** Null where none is connected. */
  account: SyncAccount | null
  /** @throws {ApiError} */
  onSave(input: AccountInput): Promise<void>
  /** Further buttons. */
  children?: ReactNode
}

/** With whom to sync. What is wrong with it is said where it is. */
export function AccountForm({ account, onSave, children }: AccountFormProps) {
  const [baseUrl, setBaseUrl] = useState(account?.baseUrl ?? HOSTED_URL)
  const [apiKey, setApiKey] = useState('')
  const [pushPrivate, setPushPrivate] = useState(account?.pushPrivate ?? false)
  const [fault, setFault] = useState<Error | null>(null)
  const [isSaving, setSaving] = useState(false)
  const isOffline = useIsOffline()
  const form = useRef<HTMLFormElement>(null)
  const keepsKey = account?.keySet === true && baseUrl.trim() === account.baseUrl
  const faultOf = (name: string) =>
    fault instanceof ApiError ? fault.fields.find(({ field }) => field === name)?.message : undefined

  const save = async (event: FormEvent) => {
    event.preventDefault()
    setFault(null)
    if (apiKey.trim() === '' && !keepsKey) return refuse('apiKey', 'Give the key of your account.')
    setSaving(true)
    try {
      await onSave({ baseUrl: baseUrl.trim(), pushPrivate, ...(apiKey.trim() !== '' && { apiKey: apiKey.trim() }) })
      setApiKey('')
    } catch (error) {
      setFault(error as Error)
      const [first] = error instanceof ApiError ? error.fields : []
      if (first) focusOn(first.field)
    } finally {
      setSaving(false)
    }
  }
  const refuse = (field: string, message: string) => {
    setFault(new ApiError(400, { errors: [{ field, message, code: 'required' }] }))
    focusOn(field)
  }
  const focusOn = (field: string) => form.current?.querySelector<HTMLInputElement>(`[name="${field}"]`)?.focus()
  const isTold = fault instanceof ApiError && fault.fields.some(({ field }) => FIELDS.includes(field))
  return (
    <form ref={form} className={styles.form} onSubmit={save} noValidate aria-label="Account">
      <TextInput
        name="baseUrl"
        label="Address"
        description={`${HOSTED_URL}, or another server that speaks the same, such as a second Bindery.`}
        inputMode="url"
        required
        value={baseUrl}
        error={faultOf('baseUrl')}
        onChange={({ currentTarget }) => setBaseUrl(currentTarget.value)}
        autoComplete="off"
        spellCheck={false}
      />
      <PasswordInput
        name="apiKey"
        label="API key"
        description={
          keepsKey
            ? 'One is kept, encrypted. Leave this empty to go on with it.'
            : 'It is kept encrypted on this machine.'
        }
        required={!keepsKey}
        value={apiKey}
        error={faultOf('apiKey')}
        onChange={({ currentTarget }) => setApiKey(currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the key' }}
        autoComplete="off"
        spellCheck={false}
      />
      <Checkbox
        name="pushPrivate"
        label="Send bindings with private sources too"
        description="The other side must be able to reach your network. pictify.io is not; another Bindery may be."
        checked={pushPrivate}
        error={faultOf('pushPrivate')}
        onChange={({ currentTarget }) => setPushPrivate(currentTarget.checked)}
      />
      {fault !== null && !isTold ? (
        <Alert color="bad" role="alert">
          {fault.message}
        </Alert>
      ) : null}
      <div className="actions">
        <Button type="submit" variant="filled" loading={isSaving} disabled={isOffline}>
          {account === null ? 'Connect' : 'Check and save'}
        </Button>
        {children}
      </div>
    </form>
  )
}
