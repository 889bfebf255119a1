import { Button, Group } from '@mantine/core'
import type { ReactNode } from 'react'
import { useIsOffline } from '../../stores/farm.ts'
import styles from './entry-form.module.css'
import type { Saving } from './use-saving.ts'

interface EntryFormProps {
  /** What it is for, for those who listen. */
  label: string
  /** What its button says. */
  submitWords: string
  saving: Pick<Saving, 'state'>
  onSubmit(): void
  onCancel(): void
  children: ReactNode
}

/** The form of one entry of a list, with its buttons; Escape leaves it. */
export function EntryForm({ label, submitWords, saving, onSubmit, onCancel, children }: EntryFormProps) {
  const isOffline = useIsOffline()
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit()
      }}
      noValidate
      aria-label={label}
      onKeyDown={(event) => event.key === 'Escape' && onCancel()}
    >
      {children}
      <Group gap="sm">
        <Button type="submit" variant="filled" loading={saving.state === 'saving'} disabled={isOffline}>
          {submitWords}
        </Button>
        <Button onClick={onCancel}>Cancel</Button>
      </Group>
    </form>
  )
}
