import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { type ComponentType, type ReactNode, useEffect, useRef, useState } from 'react'
import { useIsOffline } from '../../stores/farm.ts'
import styles from './edited-list.module.css'
import { editButtonId } from './entry-buttons.tsx'
import { SavedMark } from './saved-mark.tsx'
import { SettingRow } from './setting-row.tsx'
import type { SettingId } from './settings-index.ts'
import type { Saving } from './use-saving.ts'

/** What the form of one entry is given. */
export interface EntryFormProps<T> {
  /** The one that is changed; null for a new one. */
  entry: T | null
  saving: Pick<Saving, 'state' | 'error'>
  onSave(entry: T): void
  onCancel(): void
}

interface EditedListProps<T> {
  id: SettingId
  /** The entries as they are; what it is given opens the form of one. */
  table(edit: (entry: T) => void): ReactNode
  /** What adding one is called. */
  addWords: string
  nameOf(entry: T): string
  Form: ComponentType<EntryFormProps<T>>
  saving: Saving
  /** Tells whether it came to pass. @param before what the entry is put in the place of; null for a new one */
  save(entry: T, before: T | null): Promise<boolean>
}

/** A setting that is a list, whose entries are added, changed and removed one by one, each in a form below it. */
export function EditedList<T>({ id, table, addWords, nameOf, Form, saving, save }: EditedListProps<T>) {
  const isOffline = useIsOffline()
  const [open, setOpen] = useState<{ entry: T | null } | null>(null)
  const adder = useRef<HTMLButtonElement>(null)
  /** Name of the entry whose form was left last. */
  const leftAt = useRef<string | null>(null)

  // What was opened from takes the focus back, once it is there again.
  useEffect(() => {
    if (open !== null || leftAt.current === null) return
    const place = document.getElementById(editButtonId(id, leftAt.current)) ?? adder.current
    leftAt.current = null
    place?.focus()
  }, [open, id])
  const close = (entry: T | null) => {
    leftAt.current = entry === null ? '' : nameOf(entry)
    setOpen(null)
    saving.forget()
  }
  const saveOpen = async (entry: T) => {
    if (await save(entry, open?.entry ?? null)) close(entry)
  }
  return (
    <SettingRow id={id} byDefault="none" isWide>
      {table((entry) => setOpen({ entry }))}
      {open ? (
        <Form
          key={open.entry === null ? '' : nameOf(open.entry)}
          entry={open.entry}
          saving={saving}
          onSave={(entry) => void saveOpen(entry)}
          onCancel={() => close(open.entry)}
        />
      ) : (
        <div className={styles.foot}>
          <Button
            ref={adder}
            leftSection={<IconPlus className="icon" aria-hidden />}
            onClick={() => setOpen({ entry: null })}
            disabled={isOffline}
          >
            {addWords}
          </Button>
          <SavedMark state={saving.state} />
          <span role="alert" className={styles.error}>
            {saving.error}
          </span>
        </div>
      )}
    </SettingRow>
  )
}
