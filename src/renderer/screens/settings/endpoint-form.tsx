import { Button, Group, NumberInput, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { ChromiumEndpoint } from '../../../shared/chromium-endpoint.ts'
import { useIsOffline } from '../../stores/farm.ts'
import styles from './allow-entry-form.module.css'
import type { Saving } from './use-saving.ts'

interface EndpointFormProps {
  /** The endpoint that is changed; null for a new one. */
  endpoint: ChromiumEndpoint | null
  saving: Pick<Saving, 'state' | 'error'>
  onSave(endpoint: ChromiumEndpoint): void
  onCancel(): void
}

const MAX_PAGES = 16

/** A browser elsewhere, and how many pages it draws at a time. */
export function EndpointForm({ endpoint, saving, onSave, onCancel }: EndpointFormProps) {
  const isOffline = useIsOffline()
  const [url, setUrl] = useState(endpoint?.url ?? '')
  const [weight, setWeight] = useState<number | string>(endpoint?.weight ?? 1)
  const [fault, setFault] = useState<string | null>(null)

  const submit = (event: FormEvent) => {
    event.preventDefault()
    const missing = url.trim() === '' ? 'Write where its DevTools are, such as http://192.168.1.6:9222.' : null
    setFault(missing)
    if (missing === null) onSave({ url: url.trim(), weight: Number(weight) || 1 })
  }
  return (
    <form
      className={styles.form}
      onSubmit={submit}
      noValidate
      aria-label={endpoint ? `Change ${endpoint.url}` : 'Add a browser'}
      onKeyDown={(event) => event.key === 'Escape' && onCancel()}
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
      <Group gap="sm">
        <Button type="submit" variant="filled" loading={saving.state === 'saving'} disabled={isOffline}>
          {endpoint ? 'Save' : 'Add'}
        </Button>
        <Button onClick={onCancel}>Cancel</Button>
      </Group>
    </form>
  )
}
