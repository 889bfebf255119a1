import { useEffect } from 'react'
import { useIsOffline } from '../../../stores/farm.ts'
import { useDraft } from '../editor-store.ts'
import { parseJson } from '../source/source-draft.ts'
import { drawKey, drawPreview } from '../trial.ts'
import { takeSample, useTrial } from '../trial-store.ts'

/** How long one must have stopped typing before a picture is drawn, in milliseconds. */
const CALM_MS = 350

/** Draws anew whenever what the picture is made of has changed; what is overtaken is called off. */
export function useLivePreview(): void {
  useFixedSample()
  const draft = useDraft((draft) => draft)
  const sample = useTrial(({ sample }) => sample)
  const drawnFrom = useTrial(({ drawnFrom }) => drawnFrom)
  const isTesting = useTrial(({ isTesting }) => isTesting)
  const isOffline = useIsOffline()
  const key = drawKey(draft, sample)
  const isDue = key !== drawnFrom && !isTesting && !isOffline
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says all that the picture depends on
  useEffect(() => {
    if (!isDue) return
    const timer = setTimeout(() => void drawPreview(draft, sample), CALM_MS)
    return () => clearTimeout(timer)
  }, [key, isDue])
}

/** Data that is written by hand is the sample at once. */
function useFixedSample(): void {
  const type = useDraft(({ source }) => source.type)
  const text = useDraft(({ source }) => source.data)
  useEffect(() => {
    if (type !== 'static') return
    const data = parseJson(text)
    if (data !== undefined) takeSample('fixed', data, null)
  }, [type, text])
}
