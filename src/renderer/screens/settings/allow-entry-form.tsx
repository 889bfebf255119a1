import { Checkbox, Group, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { AllowSetting } from '../../../shared/settings.ts'
import { PURPOSES, type Purpose } from './allow-list.ts'
import type { EntryFormProps } from './edited-list.tsx'
import { EntryForm } from './entry-form.tsx'

/** A private host, and what it may be reached for. */
export function AllowEntryForm({ entry, saving, onSave, onCancel }: EntryFormProps<AllowSetting>) {
  const [host, setHost] = useState(entry?.host ?? '')
  const [purposes, setPurposes] = useState<string[]>(entry?.for ?? PURPOSES.map(({ value }) => value))
  const [fault, setFault] = useState<string | null>(null)

  const submit = () => {
    const written = host.trim()
    const missing =
      written === '' ? 'Write a host, an address or a range.' : purposes.length === 0 ? 'Choose what for.' : null
    setFault(missing)
    if (missing === null) onSave({ host: written, for: purposes as Purpose[] })
  }
  return (
    <EntryForm
      label={entry ? `Change ${entry.host}` : 'Allow a host'}
      submitWords={entry ? 'Save' : 'Allow'}
      saving={saving}
      onSubmit={submit}
      onCancel={onCancel}
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
    </EntryForm>
  )
}
