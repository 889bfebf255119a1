import { Button } from '@mantine/core'
import { bringBack } from '../../../binding-actions.ts'
import { Icon } from '../../../components/icon.tsx'
import { isDeleted, useBindings } from '../../../stores/bindings.ts'
import { useIsOffline } from '../../../stores/farm.ts'
import { useEditor } from '../editor-store.ts'

/** Somebody else has saved it while it is edited here. Nothing is lost: one sees both and chooses. */
export function ChangedElsewhere() {
  const uid = useEditor(({ uid }) => uid)
  const isGone = useBindings((bindings) => isDeleted(uid, bindings))
  const isChanged = useEditor(({ theirs }) => theirs !== null)
  return (
    <div aria-live="polite">
      {uid !== null && isGone ? <Deleted uid={uid} /> : null}
      {isChanged && !isGone ? <Changed /> : null}
    </div>
  )
}

const Changed = () => (
  <div className="banner" data-tone="warn">
    <Icon name="warn" />
    <p>
      <strong>This binding was changed elsewhere.</strong> What you wrote is still here and not saved.
    </p>
    <Button onClick={() => useEditor.setState({ isMerging: true })}>Show what changed</Button>
  </div>
)

/** It was deleted while it is edited here; with the binding comes back where the edits belong. */
function Deleted({ uid }: { uid: string }) {
  const isOffline = useIsOffline()
  return (
    <div className="banner" data-tone="warn">
      <Icon name="warn" />
      <p>
        <strong>This binding was deleted elsewhere.</strong> What you wrote is still here; it can be saved once the
        binding is back.
      </p>
      <Button disabled={isOffline} onClick={() => void bringBack(uid)}>
        Bring it back
      </Button>
    </div>
  )
}
