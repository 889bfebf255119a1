import { Button, Checkbox, Group, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { AllowSetting } from '../../../shared/settings.ts'
import { useIsOffline } from '../../stores/farm.ts'
import styles from './allow-entry-form.module.css'
import { PURPOSES, type Purpose } from './allow-list.ts'
import type { Saving } from './use-saving.ts'

interface AllowEntryFormProps {
  /** The entry that is changed; null for a new one. */
  entry: AllowSetting | null
  saving: Pick<Saving, 'state' | 'error'>
  onSave(entry: AllowSetting): void
  onCancel(): void
}

/** A private host, and what it may be reached for. */
export function AllowEntryForm({ entry, saving, onSave, onCancel }: AllowEntryFormProps) {
  const isOffline = useIsOffline()
  const [host, setHost] = useState(entry?.host ?? '')
  const [purposes, setPurposes] = useState<string[]>(entry?.for ?? PURPOSES.map(({ value }) => value))
  const [fault, setFault] = useState<string | null>(null)

  const submit = (event: FormEvent) => {
    event.preventDefault()
    const written = host.trim()
    const missing =
      written === '' ? 'Write a host, an address or a range.' : purposes.length === 0 ? 'Choose what for.' : null
    setFault(missing)
    if (missing === null) onSave({ host: written, for: purposes as Purpose[] })
  }
  return (
    <form
      className={styles.form}
      onSubmit={submit}
      noValidate
      aria-label={entry ? `Change ${entry.host}` : 'Allow a host'}
      onKeyDown={(event) => event.key === 'Escape' && onCancel()}
    >
      <TextInput
        data-autofocus
        autoFocus
        label="Host"
        description="A name, an address or a range, with a port if only that one: nas.local, 192.168.1.5:8080, 10.0.0.0/8"
        value={host}
        onChange={({ currentTarget }) => setHost(currentTarget.value)}
        error={fault ?? saving.error}
        autoComplete="off"
        spellCheck={false}
      />
      <Checkbox.Group label="For" value={purposes} onChange={setPurposes}>
        <Group gap="xl" mt="xs">
          {PURPOSES.map(({ value, label, about }) => (
            <Checkbox key={value} value={value} label={`${label}: ${about}`} />
          ))}
        </Group>
      </Checkbox.Group>
      <Group gap="sm">
        <Button type="submit" variant="filled" loading={saving.state === 'saving'} disabled={isOffline}>
          {entry ? 'Save' : 'Allow'}
        </Button>
        <Button onClick={onCancel}>Cancel</Button>
      </Group>
    </form>
  )
}
