import { Button } from '@mantine/core'
import { bindingsApi } from '../../../api/bindings.ts'
import { Icon } from '../../../components/icon.tsx'
import { notify } from '../../../notify.tsx'
import { putBinding, useBindings } from '../../../stores/bindings.ts'
import { useIsOffline } from '../../../stores/farm.ts'
import { useEditor } from '../editor-store.ts'

/** Somebody else has saved it while it is edited here. Nothing is lost: one sees both and chooses. */
export function ChangedElsewhere() {
  const isChanged = useEditor(({ theirs }) => theirs !== null)
  return (
    <div aria-live="polite">
      <Deleted />
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

/** It was deleted while it is edited here; with the binding comes back where the edits belong. */
function Deleted() {
  const uid = useEditor(({ uid }) => uid)
  const isGone = useBindings(({ byUid, isLoaded }) => isLoaded && uid !== null && !(uid in byUid))
  const isOffline = useIsOffline()
  if (!isGone || uid === null) return null
  const bringBack = () =>
    bindingsApi
      .restore(uid)
      .then(putBinding, (error: Error) =>
        notify({ kind: 'failed', text: `It can’t be brought back. ${error.message}` }),
      )
  return (
    <div className="banner" data-tone="warn">
      <Icon name="warn" />
      <p>
        <strong>This binding was deleted elsewhere.</strong> What you wrote is still here; it can be saved once the
        binding is back.
      </p>
      <Button disabled={isOffline} onClick={bringBack}>
        Bring it back
      </Button>
    </div>
  )
}
