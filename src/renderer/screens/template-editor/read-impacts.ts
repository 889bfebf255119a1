import { useBindings } from '../../stores/bindings.ts'
import { useEditor } from './editor-store.ts'
import { type Impact, impactsOf } from './impact.ts'

/** What a save does now to the bindings that use the template. */
export function readImpacts(): Impact[] {
  const { base, draft, isGone } = useEditor.getState()
  if (base === null || isGone) return []
  const users = Object.values(useBindings.getState().byUid).filter(({ templateId }) => templateId === base.uid)
  return impactsOf(base, draft, users)
}
