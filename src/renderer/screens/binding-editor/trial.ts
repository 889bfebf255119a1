import type { Blocked } from '../../../shared/blocked.ts'
import type { DryRun } from '../../../shared/dry-run.ts'
import type { Json } from '../../../shared/json.ts'
import { ApiError } from '../../api/ask.ts'
import { bindingDraftsApi } from '../../api/binding-drafts.ts'
import { letThrough } from '../../let-through.ts'
import { type Draft, definitionOf } from './draft.ts'
import { useEditor } from './editor-store.ts'
import { focusFault, MEND_FIRST } from './focus-fault.ts'
import { projected, readablePaths } from './preview/projected.ts'
import { adviceOn, gaveData } from './source/test-advice.ts'
import { type Sample, takeSample, useTrial } from './trial-store.ts'

/** Asks the farm what would come of the draft. None of these throws: what went wrong is shown where it was asked. */

let testing: AbortController | null = null
let drawing: AbortController | null = null

/** Walks the draft once for real: its source is asked. */
export async function runTest(): Promise<void> {
  const { draft, uid } = useEditor.getState()
  if (draft === null || draft.source.type === 'webhook') return
  testing?.abort()
  drawing?.abort()
  const mine = new AbortController()
  testing = mine
  useTrial.setState({ isTesting: true, refusal: null, isDrawing: true })
  try {
    const definition = definitionOf(draft)
    const body = { ...definition, mapping: readablePaths(definition.mapping) }
    const result = await bindingDraftsApi.test(uid, body, mine.signal)
    if (testing === mine) takeTest(draft, result)
  } catch (error) {
    if (testing !== mine || mine.signal.aborted) return
    const faults = error instanceof ApiError ? error.fields : []
    useEditor.setState({ faults })
    focusFault(faults)
    const refusal = faults.length > 0 ? MEND_FIRST : (error as Error).message
    useTrial.setState({ isTesting: false, isDrawing: false, test: null, refusal })
  }
}

function takeTest(draft: Draft, result: DryRun): void {
  const isData = gaveData(result)
  const origin = draft.source.type === 'static' ? 'fixed' : 'live'
  const sample = isData ? takeSample(origin, result.data as Json, new Date().toISOString()) : useTrial.getState().sample
  useTrial.setState({ isTesting: false, isDrawing: false, test: result })
  if (sample && isData) takeDrawing(draft, sample, result)
}

/** Allows what was refused, for what it was refused, and tests again. */
export async function allowAndTest(blocked: Blocked): Promise<void> {
  if (await letThrough(blocked)) await runTest()
}

/** Names what a picture is made of, so that the same is not drawn twice. */
export function drawKey(draft: Draft, sample: Sample | null): string {
  const { templateId, mapping, defaults, outputConfig } = definitionOf(draft)
  return JSON.stringify([templateId, mapping, defaults, outputConfig, sample?.id ?? null])
}

/** Draws the draft from the sample at hand; the source is not asked. */
export async function drawPreview(draft: Draft, sample: Sample | null): Promise<void> {
  const { templateId, mapping, defaults, outputConfig } = definitionOf(draft)
  drawing?.abort()
  const mine = new AbortController()
  drawing = mine
  useTrial.setState({ isDrawing: true })
  const { data, mapping: paths } = projected(sample?.data ?? {}, readablePaths(mapping))
  // An <img> can't show a PDF; the same page is drawn as PNG.
  const output = { ...outputConfig, format: outputConfig.format === 'pdf' ? ('png' as const) : outputConfig.format }
  const body = { templateId, dataSource: { type: 'static', data }, mapping: paths, defaults, outputConfig: output }
  try {
    const result = await bindingDraftsApi.test(null, body, mine.signal)
    if (drawing !== mine) return
    useTrial.setState({ isDrawing: false })
    takeDrawing(draft, sample, result)
  } catch (error) {
    if (mine.signal.aborted) return
    const fault = { title: 'The preview can’t be drawn', text: (error as Error).message }
    useTrial.setState({ isDrawing: false, drawFault: fault, drawnFrom: drawKey(draft, sample) })
  }
}

function takeDrawing(draft: Draft, sample: Sample | null, { image, error, variables, missing }: DryRun): void {
  const { title, text } = error ? adviceOn(error, draft.source.auth.kind !== 'none') : { title: '', text: '' }
  const isShowable = image !== null && image.format !== 'pdf'
  useTrial.setState({
    // A test of a PDF gives one; the preview draws its page right after.
    drawnFrom: image?.format === 'pdf' ? null : drawKey(draft, sample),
    drawFault: error ? { title, text } : null,
    ...(isShowable && { picture: image }),
    ...(variables &&
      sample && {
        evaluated: {
          sampleId: sample.id,
          mapping: definitionOf(draft).mapping,
          variables: variables as Record<string, Json>,
          missing: missing ?? [],
        },
      }),
  })
}

/** Shows the last good data of the binding, where there is any. */
export async function loadLast(uid: string): Promise<boolean> {
  try {
    const { data, fetchedAt, source } = await bindingDraftsApi.lastData(uid)
    if (useEditor.getState().uid === uid) takeSample(source === 'webhook' ? 'webhook' : 'last', data, fetchedAt)
    return true
  } catch {
    return false
  }
}

export function stopTrials(): void {
  testing?.abort()
  drawing?.abort()
  testing = null
  drawing = null
}
