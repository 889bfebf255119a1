import type { Binding } from '../../../shared/binding.ts'
import { ApiError } from '../../api/ask.ts'
import { bindingDraftsApi } from '../../api/binding-drafts.ts'
import { useTemplates } from '../../stores/templates.ts'
import { draftOf, newDraft } from './draft.ts'
import { CLOSED, takeSaved, useEditor } from './editor-store.ts'
import { useSourceTab } from './source/source-tab.ts'
import { loadLast, stopTrials } from './trial.ts'
import { NO_TRIAL, useTrial } from './trial-store.ts'

/** Opens a binding for editing, or begins a new one. One that is open already stays as it is. */
export async function openEditor(uid: string | null): Promise<void> {
  if (uid !== null && useEditor.getState().uid === uid) return
  closeEditor()
  if (uid === null) return void useEditor.setState({ phase: 'choosing' })
  useEditor.setState({ uid })
  try {
    const found = await bindingDraftsApi.get(uid)
    if (useEditor.getState().uid !== uid) return
    takeSaved(found, draftOf(found.binding))
    if (wantsCredential(found.binding)) useSourceTab.setState({ tab: 'auth' })
    await loadLast(uid)
  } catch (error) {
    if (useEditor.getState().uid !== uid) return
    const isGone = error instanceof ApiError && (error.status === 404 || error.status === 410)
    useEditor.setState({ phase: isGone ? 'gone' : 'failed', uid: null })
  }
}

const wantsCredential = ({ needs_secret, lastError }: Binding): boolean =>
  needs_secret || lastError?.upstreamStatus === 401 || lastError?.upstreamStatus === 403

/** Begins a new binding of a template; false where there is no such template. */
export function beginWith(templateUid: string): boolean {
  const template = useTemplates.getState().byUid[templateUid]
  if (!template) return false
  const draft = newDraft(template)
  useEditor.setState({ ...CLOSED, phase: 'ready', saved: draft, draft })
  return true
}

export function closeEditor(): void {
  stopTrials()
  useEditor.setState(CLOSED, true)
  useTrial.setState(NO_TRIAL, true)
}
