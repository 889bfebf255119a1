import type { FarmEvent } from '../shared/events.ts'
import type { NewImage } from './db/images.ts'
import type { StoredRun } from './db/runs.ts'
import type { Subject } from './refresh.ts'
import { imageUrl, renderUrl, toRun } from './views.ts'

const DRAWING_STAGES = ['compose', 'render', 'store']

/** What came of a refresh. */
export interface Refreshed {
  run: StoredRun
  /** Whether the picture is another one than before. */
  changed: boolean
  images: readonly NewImage[]
}

/** What a committed refresh tells the world; `subject.state` is the state after it. */
export function refreshEvents(
  { run, changed, images }: Refreshed,
  { binding, state }: Subject,
  baseUrl: string,
): FarmEvent[] {
  if (run.outcome === 'cancelled') return []
  const type = run.outcome === 'failed' ? 'binding.failed' : 'binding.updated'
  const told: FarmEvent[] = [
    {
      type,
      data: {
        bindingId: binding.uid,
        bindingName: binding.name,
        templateId: binding.templateId,
        renderUrl: renderUrl(binding, baseUrl),
        status: state.status,
        changed,
        run: toRun(run, baseUrl),
      },
    },
  ]
  for (const { image } of images) {
    if (image.id !== run.image?.id) continue
    told.push({
      type: 'render.completed',
      data: {
        type: image.format === 'pdf' ? 'pdf' : 'image',
        source: 'binding',
        imageId: image.id,
        url: imageUrl(image, baseUrl),
        width: image.width,
        height: image.height,
        templateId: image.templateUid,
        bindingId: binding.uid,
        renderedAt: new Date(image.createdAt).toISOString(),
      },
    })
  }
  if (run.error && DRAWING_STAGES.includes(run.error.stage)) {
    told.push({
      type: 'render.failed',
      data: {
        type: binding.outputConfig.format === 'pdf' ? 'pdf' : 'image',
        templateId: binding.templateId,
        bindingId: binding.uid,
        error: run.error.message,
        errorCode: run.error.code,
      },
    })
  }
  return told
}
