import { useHotkeys } from '@mantine/hooks'
import { useEffect } from 'react'
import { bringBack } from '../../binding-actions.ts'
import { useForgetReverted } from '../../components/reverted.ts'
import { isInDialog } from '../../components/use-escape.ts'
import { useUnsaved } from '../../components/use-unsaved.ts'
import { paths } from '../../stores/route.ts'
import { useTemplates } from '../../stores/templates.ts'
import { BindingHead } from './binding-head.tsx'
import { ChooseTemplate } from './choose-template.tsx'
import classes from './editor.module.css'
import { useEditor, useIsDirty } from './editor-store.ts'
import { beginWith, closeEditor, openEditor } from './opening.ts'
import { Panes } from './panes.tsx'
import { useLivePreview } from './preview/use-live-preview.ts'
import { ChangedElsewhere } from './saving/changed-elsewhere.tsx'
import { MergeDialog } from './saving/merge-dialog.tsx'
import { save } from './saving/save.ts'
import { useElsewhere } from './saving/use-elsewhere.ts'
import { runTest } from './trial.ts'

/** Makes or changes a binding: where its data comes from, what of it goes where, and the picture that comes of it. */
export function Editor({ uid, templateUid }: { uid: string | null; templateUid: string | null }) {
  const phase = useEditor(({ phase }) => phase)
  useOpened(uid, templateUid)
  const isDirty = useIsDirty()
  useForgetReverted(uid ?? templateUid, isDirty)
  useUnsaved(isDirty ? 'What you changed in this binding is not saved yet.' : null)
  switch (phase) {
    case 'loading':
      return <p className="screen faint">Reading the binding…</p>
    case 'choosing':
      return <ChooseTemplate />
    case 'gone':
    case 'failed':
      return <NotThere isGone={phase === 'gone'} uid={uid} />
    case 'ready':
      return <Desk />
  }
}

function Desk() {
  useHotkeys(
    [
      ['mod+S', () => isInDialog() || void save()],
      ['mod+Enter', () => isInDialog() || void runTest()],
    ],
    [],
    true,
  )
  useLivePreview()
  useElsewhere()
  return (
    <div className={classes.editor}>
      <BindingHead />
      <ChangedElsewhere />
      <Panes />
      <MergeDialog />
    </div>
  )
}

function useOpened(uid: string | null, templateUid: string | null): void {
  const areTemplatesLoaded = useTemplates(({ isLoaded }) => isLoaded)
  useEffect(() => void openEditor(uid), [uid])
  useEffect(() => {
    if (uid === null && templateUid !== null && areTemplatesLoaded) beginWith(templateUid)
  }, [uid, templateUid, areTemplatesLoaded])
  useEffect(() => closeEditor, [])
}

async function reopen(uid: string): Promise<void> {
  if (await bringBack(uid)) await openEditor(uid)
}

function NotThere({ isGone, uid }: { isGone: boolean; uid: string | null }) {
  return (
    <div className="screen">
      <h1>{isGone ? 'There is no such binding' : 'The binding can’t be read'}</h1>
      <p>
        {isGone
          ? 'It was deleted, or the address is not whole. For 30 days a deleted one can be brought back.'
          : 'The farm does not answer.'}
      </p>
      <div className="actions">
        {isGone && uid !== null ? (
          <button type="button" className="button" onClick={() => void reopen(uid)}>
            Bring it back
          </button>
        ) : (
          <button type="button" className="button" onClick={() => void openEditor(uid)}>
            Try again
          </button>
        )}
        <a className="button" href={paths.bindings()}>
          All bindings
        </a>
      </div>
    </div>
  )
}
