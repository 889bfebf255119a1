import { ApiError } from '../../../api/ask.ts'
import { bindingDraftsApi, type Tagged } from '../../../api/binding-drafts.ts'
import { notify } from '../../../notify.tsx'
import { isDeleted, putBinding, useBindings } from '../../../stores/bindings.ts'
import { goTo, paths, useLeaving } from '../../../stores/route.ts'
import { type Definition, type Draft, definitionOf, draftOf } from '../draft.ts'
import { isDefinedOtherwise, isDirty, takeSaved, useEditor } from '../editor-store.ts'
import { focusFault, MEND_FIRST } from '../focus-fault.ts'

/** One for all attempts to make this binding, so that a save that is sent twice makes one. */
let creation = { key: '', body: '' }

/** Saves what is written. What stands in the way is shown: faults at their inputs, somebody else's change as a choice. */
export async function save(): Promise<void> {
  const state = useEditor.getState()
  const { draft, uid, isSaving, theirs } = state
  if (draft === null || isSaving || (uid !== null && !isDirty(state))) return
  if (theirs !== null && !isDeleted(uid, useBindings.getState())) return void useEditor.setState({ isMerging: true })
  useEditor.setState({ isSaving: true, faults: [] })
  try {
    const definition = definitionOf(draft)
    const saved = uid === null ? await create(definition) : await update(uid, definition)
    if (saved) finish(saved, uid === null, draft)
  } catch (error) {
    fail(error as Error)
  } finally {
    useEditor.setState({ isSaving: false })
  }
}

function create(definition: Definition): Promise<Tagged> {
  const body = JSON.stringify(definition)
  if (creation.body !== body) creation = { key: crypto.getRandomValues(new Uint32Array(4)).join('-'), body }
  return bindingDraftsApi.create(definition, creation.key)
}

/** Null where somebody else has saved another definition: it is then shown beside this one. */
async function update(uid: string, definition: Definition): Promise<Tagged | null> {
  const { etag } = useEditor.getState()
  try {
    return await bindingDraftsApi.save(uid, definition, etag)
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 412)) throw error
  }
  const now = await bindingDraftsApi.get(uid)
  const { saved } = useEditor.getState()
  // A pause, or a save of the same, raises the tag too; that is nobody's edit to lose.
  if (saved && !isDefinedOtherwise(draftOf(now.binding), saved)) return bindingDraftsApi.save(uid, definition, now.etag)
  useEditor.setState({ theirs: now.binding, etag: now.etag, isMerging: true })
  return null
}

/** Saves what was chosen of both sides, over the one that was shown. */
export async function saveMerged(definition: Definition): Promise<void> {
  const { uid, theirs, draft } = useEditor.getState()
  if (uid === null || theirs === null) return
  useEditor.setState({ isSaving: true })
  try {
    const now = await bindingDraftsApi.get(uid)
    // It may have changed once more while one was choosing: then one chooses again.
    if (isDefinedOtherwise(draftOf(now.binding), draftOf(theirs)))
      return void useEditor.setState({ theirs: now.binding })
    finish(await bindingDraftsApi.save(uid, definition, now.etag), false, draft)
  } catch (error) {
    useEditor.setState({ isMerging: false })
    fail(error as Error)
  } finally {
    useEditor.setState({ isSaving: false })
  }
}

function finish(saved: Tagged, isNew: boolean, sent: Draft | null): void {
  const { draft } = useEditor.getState()
  // What was written while it was being saved stays.
  takeSaved(saved, draftOf(saved.binding), draft !== sent && draft !== null ? draft : undefined)
  putBinding(saved.binding)
  useLeaving.setState({ unsaved: null })
  notify({
    kind: 'done',
    text: isNew ? `Saved. “${saved.binding.name}” has its URL now.` : `Saved “${saved.binding.name}”.`,
  })
  if (isNew) goTo(paths.editBinding(saved.binding.uid))
}

function fail(error: Error): void {
  const fields = error instanceof ApiError ? error.fields : []
  useEditor.setState({ faults: fields })
  notify({ kind: 'failed', text: `It is not saved. ${fields.length > 0 ? MEND_FIRST : error.message}` })
  focusFault(fields)
}
