import { NumberInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { ChromiumEndpoint } from '../../../shared/chromium-endpoint.ts'
import type { EntryFormProps } from './edited-list.tsx'
import { EntryForm } from './entry-form.tsx'

const MAX_PAGES = 16

/** A browser elsewhere, and how many pages it draws at a time. */
export function EndpointForm({ entry, saving, onSave, onCancel }: EntryFormProps<ChromiumEndpoint>) {
  const [url, setUrl] = useState(entry?.url ?? '')
  const [weight, setWeight] = useState<number | string>(entry?.weight ?? 1)
  const [fault, setFault] = useState<string | null>(null)

  const submit = () => {
    const missing = url.trim() === '' ? 'Write where its DevTools are, such as http://192.168.1.6:9222.' : null
    setFault(missing)
    if (missing === null) onSave({ url: url.trim(), weight: Number(weight) || 1 })
  }
  return (
    <EntryForm
      label={entry ? `Change ${entry.url}` : 'Add a browser'}
      submitWords={entry ? 'Save' : 'Add'}
      saving={saving}
      onSubmit={submit}
      onCancel={onCancel}
    >
      <TextInput
        data-autofocus
        autoFocus
        label="Address"
        description="Of its DevTools: http(s):// for a remote debugging port, ws(s):// for a WebSocket. A token in it is kept encrypted and shown as ***"
        value={url}
        onChange={({ currentTarget }) => setUrl(currentTarget.value)}
        error={fault ?? saving.error}
        autoComplete="off"
        spellCheck={false}
      />
      <NumberInput
        label="Pages at a time"
        description="One for each core that it has to spare"
        value={weight}
        onChange={setWeight}
        min={1}
        max={MAX_PAGES}
        clampBehavior="strict"
        allowDecimal={false}
      />
    </EntryForm>
  )
}
