import { useEffect, useState } from 'react'
import { ApiError } from '../../api/ask.ts'
import { templatesApi } from '../../api/templates.ts'
import { Button } from '../../components/button.tsx'
import { useForgetReverted } from '../../components/reverted.ts'
import { ScreenTitle } from '../../components/screen-title.tsx'
import { useFarm } from '../../stores/farm.ts'
import { paths, useLeaving } from '../../stores/route.ts'
import { useTemplates } from '../../stores/templates.ts'
import { EditorDesk } from './editor-desk.tsx'
import { hasEdits, isDirty, openDraft, openTemplate, useEditor } from './editor-store.ts'
import { ForeignTemplate } from './foreign-template.tsx'
import { NewTemplate } from './new-template.tsx'
import { takeNews } from './saving.ts'

/** A template in the editor, or the choice of what a new one begins as. */
export function TemplateEditorScreen({ uid }: { uid: string | null }) {
  const [isStarted, setStarted] = useState(false)
  const found = useOpened(uid)
  useGuard()
  useForgetReverted(uid, useEditor(hasEdits))
  useNews(uid)
  if (uid === null) {
    if (isStarted) return <EditorDesk onCreated={() => setStarted(false)} />
    return (
      <NewTemplate
        onStart={(draft) => {
          openDraft(draft)
          setStarted(true)
        }}
      />
    )
  }
  if (found.error) return <NotOpened error={found.error} again={found.again} />
  if (!found.template) return <Waiting />
  return found.template.engine === 'html' ? <EditorDesk /> : <ForeignTemplate template={found.template} />
}

/** Opens the template; one that was just made here is open already. */
function useOpened(uid: string | null) {
  const template = useEditor(({ base }) => (base?.uid === uid ? base : null))
  const connection = useFarm(({ connection }) => connection)
  const [error, setError] = useState<Error | null>(null)
  const [attempt, setAttempt] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt reads again, and so does a farm that is back
  useEffect(() => {
    setError(null)
    if (uid === null || useEditor.getState().base?.uid === uid) return
    let isLeft = false
    templatesApi.get(uid).then(
      (tagged) => isLeft || openTemplate(tagged),
      (failure) => isLeft || setError(failure),
    )
    return () => {
      isLeft = true
    }
  }, [uid, attempt, connection])
  return { template, error, again: () => setAttempt((count) => count + 1) }
}

/** Asks before edits are lost. */
function useGuard(): void {
  const unsaved = useEditor((state) => (isDirty(state) ? `The edits of “${state.draft.name}” are not saved.` : null))
  useEffect(() => useLeaving.setState({ unsaved }), [unsaved])
  useEffect(
    () => () => {
      useLeaving.setState({ unsaved: null })
      useEditor.setState({ base: null })
      openDraft(useEditor.getInitialState().start)
    },
    [],
  )
}

/** Follows what becomes of the template elsewhere. */
function useNews(uid: string | null): void {
  const now = useTemplates(({ byUid }) => (uid === null ? undefined : byUid[uid]))
  const isLoaded = useTemplates(({ isLoaded }) => isLoaded)
  const isSaving = useEditor(({ isSaving }) => isSaving)
  const base = useEditor(({ base }) => base)
  useEffect(() => {
    if (isLoaded && !isSaving && base?.uid === uid) void takeNews(now)
  }, [now, isLoaded, isSaving, base, uid])
}

const Waiting = () => (
  <div className="screen">
    <p className="faint">Reading the template…</p>
  </div>
)

function NotOpened({ error, again }: { error: Error; again: () => void }) {
  const isMissing = error instanceof ApiError && error.status === 404
  return (
    <div className="screen">
      <ScreenTitle title={isMissing ? 'There is no such template' : 'The template can’t be read'} />
      <p>
        {isMissing ? 'It may have been deleted.' : error.message} <a href={paths.templates()}>All templates</a>
      </p>
      {isMissing ? null : (
        <p>
          <Button icon="refresh" label="Try again" onClick={again} />
        </p>
      )}
    </div>
  )
}
