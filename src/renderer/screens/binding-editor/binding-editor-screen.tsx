import { lazy, Suspense } from 'react'
import { ahead } from '../../components/load-ahead.ts'

/** Loaded when it is first opened: it brings the query language and the code editor along. */
const Editor = lazy(ahead(() => import('./editor.tsx').then(({ Editor }) => ({ default: Editor }))))

export function BindingEditorScreen({ uid, templateUid }: { uid: string | null; templateUid: string | null }) {
  return (
    <Suspense fallback={<p className="screen faint">Opening the editor…</p>}>
      <Editor uid={uid} templateUid={templateUid} />
    </Suspense>
  )
}
