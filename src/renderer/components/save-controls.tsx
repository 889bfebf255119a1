import { Button } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { MOD } from '../shell/keys.ts'
import { useIsOffline } from '../stores/farm.ts'
import styles from './editor-head.module.css'
import { goOnFromHeading } from './go-on-from-heading.ts'

interface SaveControlsProps {
  /** What is written differs from what is saved. */
  isDirty: boolean
  /** It was never saved. */
  isNew: boolean
  isSaving: boolean
  canSave: boolean
  revert(): void
  save(): void
  /** What else can be done with it. */
  children?: ReactNode
}

/** Whether an editor's work is saved, and the ways to save it and to go back. */
export function SaveControls({ isDirty, isNew, isSaving, canSave, revert, save, children }: SaveControlsProps) {
  const isOffline = useIsOffline()
  const isOpen = isDirty || isNew
  return (
    <div className={styles.controls}>
      <span className={styles.mark} data-dirty={isOpen || undefined} role="status">
        {isOpen ? <i className={styles.dot} /> : <IconCheck className="icon" aria-hidden />}
        {isOpen ? 'Not saved' : 'Saved'}
      </span>
      <Button disabled={!isDirty || isSaving} onClick={goOnFromHeading(revert)}>
        Revert
      </Button>
      <Button
        variant="filled"
        loading={isSaving}
        disabled={isOffline || !canSave}
        title={isOffline ? 'The farm does not answer' : `Save (${MOD} S)`}
        onClick={goOnFromHeading(save)}
      >
        Save
      </Button>
      {children}
    </div>
  )
}
