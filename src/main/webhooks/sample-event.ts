import type { BindingEvent, EventType, FarmEvent } from '../../shared/events.ts'
import type { JsonObject } from '../../shared/json.ts'
import type { Run } from '../../shared/run.ts'
import type { SubscriptionFilters } from '../../shared/subscription.ts'

interface Scene {
  bindingId: string
  templateId: string
  type: 'image' | 'pdf'
  changed: boolean
  baseUrl: string
  /** ISO 8601. */
  at: string
}

/**
 * The data of a test: every member that the event has, so that a receiver can be set up by it, of a binding and a
 * template that there are not, but for those that the filters name.
 */
export function sampleEvent(event: EventType, filters: SubscriptionFilters, baseUrl: string, now: number): JsonObject {
  const scene: Scene = {
    bindingId: 'bind_sample',
    templateId: 'tmpl_sample',
    type: 'image',
    changed: true,
    ...filters,
    baseUrl,
    at: new Date(now).toISOString(),
  }
  return { test: true, ...dataOf(event, scene) }
}

function dataOf(event: EventType, scene: Scene): Extract<FarmEvent, { type: EventType }>['data'] {
  switch (event) {
    case 'binding.updated':
      return bindingData(scene, 'active', updatedRun(scene))
    case 'binding.failed':
      return bindingData({ ...scene, changed: false }, 'error', failedRun(scene))
    case 'render.completed':
      return completedData(scene)
    case 'render.failed':
      return failedData(scene)
  }
}

const bindingData = ({ bindingId, templateId, changed, baseUrl }: Scene, status: string, run: Run): BindingEvent => ({
  bindingId,
  bindingName: 'Sample',
  templateId,
  renderUrl: `${baseUrl}/b/${bindingId}.png`,
  status,
  changed,
  run,
})

const run = ({ bindingId, at }: Scene): Omit<Run, 'outcome' | 'changed' | 'imageUrl' | 'error'> => ({
  id: 'run_sample',
  bindingUid: bindingId,
  trigger: 'schedule',
  startedAt: at,
  finishedAt: at,
  phases: { queue: 0, fetch: 0, map: 0, compose: 0, render: 0, store: 0 },
  bytes: 0,
  missing: [],
  count: 1,
})

const updatedRun = (scene: Scene): Run => ({
  ...run(scene),
  outcome: scene.changed ? 'rendered' : 'unchanged',
  changed: scene.changed ? ['title'] : [],
  imageUrl: scene.changed ? imageUrl(scene) : null,
  error: null,
})

const failedRun = (scene: Scene): Run => ({
  ...run(scene),
  outcome: 'failed',
  changed: [],
  imageUrl: null,
  error: { code: 'URL_FETCH_FAILED', stage: 'status', message: 'The source answered 503.', retriable: true },
})

const completedData = (scene: Scene) => ({
  type: scene.type,
  source: 'binding' as const,
  imageId: 'img_sample',
  url: imageUrl(scene),
  width: 1200,
  height: 630,
  templateId: scene.templateId,
  bindingId: scene.bindingId,
  renderedAt: scene.at,
})

const failedData = ({ type, templateId, bindingId }: Scene) => ({
  type,
  templateId,
  bindingId,
  error: 'The variable "title" is required',
  errorCode: 'VARIABLE_REQUIRED',
})

const imageUrl = ({ baseUrl, type }: Scene): string => `${baseUrl}/renders/img_sample.${type === 'pdf' ? 'pdf' : 'png'}`
