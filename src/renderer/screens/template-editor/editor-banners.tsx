import { Button } from '@mantine/core'
import { Icon } from '../../components/icon.tsx'
import { ConflictDialog } from './conflict-dialog.tsx'
import { useEditor } from './editor-store.ts'
import { takeTheirs } from './saving.ts'

/** What happened to the template elsewhere, and why a save failed. */
export function EditorBanners() {
  const isGone = useEditor(({ isGone }) => isGone)
  return (
    <div aria-live="polite">
      <Failed />
      {isGone ? <Gone /> : <ChangedElsewhere />}
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

const Gone = () => (
  <div className="banner" data-tone="warn">
    <Icon name="warn" />
    <p>
      <strong>It was deleted elsewhere.</strong> Your edits are still here. Save makes a new template of them; choose it
      again in each binding that drew with the old one.
    </p>
  </div>
)

function ChangedElsewhere() {
  const theirs = useEditor(({ theirs }) => theirs)
  const isShown = useEditor(({ isComparing }) => isComparing)
  const show = (isComparing: boolean) => useEditor.setState({ isComparing })
  if (!theirs) return null
  return (
    <div className="banner" data-tone="warn">
      <Icon name="warn" />
      <p>
        <strong>It was changed elsewhere</strong> since you began. Your edits are not saved yet.
      </p>
      <Button onClick={() => show(true)}>Show what changed</Button>
      <Button onClick={() => takeTheirs(theirs)}>Take theirs</Button>
      {isShown ? <ConflictDialog theirs={theirs} close={() => show(false)} /> : null}
    </div>
  )
}
