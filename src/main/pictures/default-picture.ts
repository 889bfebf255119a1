import { Problem } from '../../shared/errors.ts'
import type { BindingState } from '../db/bindings.ts'
import type { NewImage } from '../db/images.ts'
import { composePage } from '../refresh/compose.ts'
import { renderPage } from '../refresh/render.ts'
import { storePicture } from '../refresh/store.ts'
import type { RefreshParts, Subject } from '../refresh.ts'
import { renderKey, setCanvas } from './render-key.ts'

/** A default picture that takes longer is done without. */
const DEFAULTS_LIMIT_MS = 45_000

/** The picture that `serve_default` shows, drawn once per definition; nothing where it can't be drawn either. */
export async function drawDefaultPicture(
  { binding, state, template }: Subject,
  parts: RefreshParts,
  cancelled: AbortSignal,
): Promise<{ image?: NewImage; state?: Partial<BindingState> }> {
  if (binding.refreshPolicy.onError !== 'serve_default' || !template) return {}
  const canvas = await setCanvas(binding, template, parts)
  const { output } = canvas
  const key = renderKey(canvas, binding.defaults)
  if (key === state.defaultKey) return {}
  const signal = AbortSignal.any([cancelled, AbortSignal.timeout(DEFAULTS_LIMIT_MS)])
  try {
    const html = await composePage(template, binding.defaults, canvas.locale, parts.evaluator, signal)
    const who = { owner: binding.uid, urgent: false }
    const rendered = await renderPage(html, output, template.jsEnabled, who, parts.renderer, signal)
    const owner = { source: 'default', bindingUid: binding.uid, templateUid: template.uid, renderKey: key } as const
    const drawn = { html, rendered, output, javaScript: template.jsEnabled }
    const image = await storePicture(drawn, owner, parts.files, parts.now())
    return { image, state: { defaultImageId: image.image.id, defaultKey: key } }
  } catch (error) {
    if (!(error instanceof Problem) && !cancelled.aborted) parts.onUnexpected(error)
    return { state: { defaultImageId: null, defaultKey: null } }
  }
}
