import { Button } from '@mantine/core'
import { useState } from 'react'
import { Icon } from '../../components/icon.tsx'
import { ConflictDialog } from './conflict-dialog.tsx'
import { useEditor } from './editor-store.ts'
import { takeTheirs } from './saving.ts'

/** What happened to the template elsewhere, and why a save failed. */
export function EditorBanners() {
  return (
    <div aria-live="polite">
      <Failed />
      <Gone />
      <ChangedElsewhere />
    </div>
  )
}

function Failed() {
  const failure = useEditor(({ failure }) => failure)
  if (!failure) return null
  return (
    <div className="banner" data-tone="bad">
      <Icon name="bad" />
      <p>
        <strong>Not saved.</strong> {failure.text}
      </p>
    </div>
  )
}

function Gone() {
  const isGone = useEditor(({ isGone }) => isGone)
  if (!isGone) return null
  return (
    <div className="banner" data-tone="warn">
      <Icon name="warn" />
      <p>
        <strong>It was deleted elsewhere.</strong> Your edits are here; Save makes it anew, and bindings are to be
        pointed at it again.
      </p>
    </div>
  )
}

function ChangedElsewhere() {
  const theirs = useEditor(({ theirs }) => theirs)
  const [isShown, setShown] = useState(false)
  if (!theirs) return null
  return (
    <div className="banner" data-tone="warn">
      <Icon name="warn" />
      <p>
        <strong>It was changed elsewhere</strong> since you began. Your edits are not saved yet.
      </p>
      <Button onClick={() => setShown(true)}>Show what changed</Button>
      <Button onClick={() => takeTheirs(theirs)}>Take theirs</Button>
      {isShown ? <ConflictDialog theirs={theirs} close={() => setShown(false)} /> : null}
    </div>
  )
}
