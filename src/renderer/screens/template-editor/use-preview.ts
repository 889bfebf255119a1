import { useMemo } from 'react'
import type { Binding } from '../../../shared/binding.ts'
import type { Json } from '../../../shared/json.ts'
import { type Preview, type PreviewRequest, templatesApi } from '../../api/templates.ts'
import { useBindings } from '../../stores/bindings.ts'
import { useIsOffline } from '../../stores/farm.ts'
import { bindingValues } from './binding-values.ts'
import { useEditor } from './editor-store.ts'
import { type Settled, useSettled } from './use-settled.ts'
import { previewValues } from './variable-value.ts'

/** How long edits rest before a picture of them is drawn, in milliseconds. */
const REST_MS = 400

/** A picture, and the binding whose data it was drawn with; undefined for the samples. */
export type DrawnPreview = Preview & { drawnWith: Binding | undefined }

interface ShownPreview {
  preview: Settled<DrawnPreview>
  /** The one whose data it is to be drawn with. */
  binding: Binding | undefined
}

/** The draft as it is drawn now. @param drawn counts the times that it was asked for by hand */
export function usePreview(drawn: number): ShownPreview {
  const draft = useEditor(({ draft }) => draft)
  const samples = useEditor(({ samples }) => samples)
  const shownWith = useEditor(({ shownWith }) => shownWith)
  const binding = useBindings(({ byUid }) => (shownWith === null ? undefined : byUid[shownWith]))
  const bound = useBoundValues(binding)
  const isOffline = useIsOffline()
  const request: PreviewRequest = useMemo(() => {
    const { html, variableDefinitions, jsEnabled, strictVariables } = draft
    const { width = draft.width, height = draft.height } = binding?.outputConfig ?? {}
    const variables = binding ? bound.values : previewValues(draft, samples)
    return { html, variableDefinitions, variables: variables ?? {}, width, height, jsEnabled, strictVariables }
  }, [draft, samples, binding, bound.values])
  const key = useMemo(() => `${drawn} ${binding?.uid} ${JSON.stringify(request)}`, [request, binding?.uid, drawn])
  const draw = async (signal: AbortSignal) => ({ ...(await templatesApi.preview(request, signal)), drawnWith: binding })
  const isKnown = !binding || bound.values !== null
  const preview = useSettled(key, draw, REST_MS, !isOffline && isKnown)
  const error = (binding && bound.error) ?? preview.error
  return { binding, preview: { ...preview, error, isAsking: preview.isAsking || !(isKnown || error) } }
}

interface BoundValues {
  values: Record<string, Json> | null
  error: Error | null
}

/** What the binding fills the template with, read again after each refresh. */
function useBoundValues(binding: Binding | undefined): BoundValues {
  const isOffline = useIsOffline()
  const key = binding ? `${binding.uid} ${binding.updatedAt} ${binding.lastRefreshAt}` : ''
  const read = async (signal: AbortSignal) => binding && { uid: binding.uid, ...(await readValues(binding, signal)) }
  const { answer } = useSettled(key, read, 0, !isOffline)
  // What was read of another one says nothing of this.
  return answer && answer.uid === binding?.uid ? answer : { values: null, error: null }
}

function readValues(binding: Binding, signal: AbortSignal): Promise<BoundValues> {
  return bindingValues(binding, signal).then(
    (values) => ({ values, error: null }),
    (error: Error) => ({ values: null, error }),
  )
}
