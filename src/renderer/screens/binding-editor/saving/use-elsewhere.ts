import { useEffect } from 'react'
import { bindingDraftsApi } from '../../../api/binding-drafts.ts'
import { useBindings } from '../../../stores/bindings.ts'
import { draftOf } from '../draft.ts'
import { isDefinedOtherwise, isDirty, takeSaved, useEditor } from '../editor-store.ts'

/** Notices when the binding is saved elsewhere: what is not edited here follows it, and what is edited is kept. */
export function useElsewhere(): void {
  const uid = useEditor(({ uid }) => uid)
  const seen = useBindings(({ byUid }) => (uid === null ? undefined : byUid[uid]))
  useEffect(() => {
    const { binding, saved, isSaving } = useEditor.getState()
    if (!seen || binding === null || saved === null || isSaving || seen.updatedAt <= binding.updatedAt) return
    void follow(seen.uid)
  }, [seen])
}

async function follow(uid: string): Promise<void> {
  const now = await bindingDraftsApi.get(uid).catch(() => null)
  const state = useEditor.getState()
  if (now === null || state.uid !== uid || state.saved === null || state.binding === null || state.isSaving) return
  const theirs = draftOf(now.binding)
  if (now.binding.updatedAt < state.binding.updatedAt) return
  // A pause raises the tag as well; nothing that is edited here is touched by it.
  if (!isDefinedOtherwise(theirs, state.saved)) {
    return void useEditor.setState({ binding: now.binding, etag: now.etag, theirs: null })
  }
  if (isDirty(state)) useEditor.setState({ theirs: now.binding })
  else takeSaved(now, theirs)
}
