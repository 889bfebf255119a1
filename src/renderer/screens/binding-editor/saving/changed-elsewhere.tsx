import { Button } from '@mantine/core'
import { Icon } from '../../../components/icon.tsx'
import { useEditor } from '../editor-store.ts'

/** Somebody else has saved it while it is edited here. Nothing is lost: one sees both and chooses. */
export function ChangedElsewhere() {
  const isChanged = useEditor(({ theirs }) => theirs !== null)
  return (
    <div aria-live="polite">
      {isChanged ? (
        <div className="banner" data-tone="warn">
          <Icon name="warn" />
          <p>
            <strong>This binding was changed elsewhere.</strong> What you wrote is still here and not saved.
          </p>
          <Button onClick={() => useEditor.setState({ isMerging: true })}>Show what changed</Button>
        </div>
      ) : null}
    </div>
  )
}
