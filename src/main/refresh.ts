import { Problem, toRunError } from '../shared/errors.ts'
import type { Json } from '../shared/json.ts'
import type { Outcome } from '../shared/run.ts'
import type { BindingState, StoredBinding, StoredData } from './db/bindings.ts'
import type { NewImage } from './db/images.ts'
import type { RefreshResult } from './db/results.ts'
import type { StoredTemplate } from './db/templates.ts'
import type { Drawing } from './drawing.ts'
import { sha256 } from './hash.ts'
import { resolveOutput } from './output.ts'
import { composePage } from './refresh/compose.ts'
import { dueAfterFailure, dueAfterSuccess } from './refresh/due.ts'
import { changedVariables, mapData } from './refresh/map.ts'
import { renderPage } from './refresh/render.ts'
import { readSource, type SourceParts } from './refresh/source.ts'
import { storePicture } from './refresh/store.ts'
import { refreshEvents } from './refresh-events.ts'
import { type Canvas, frameKey, renderKey } from './render-key.ts'
import { requestOf, responseOf } from './run-details.ts'
import { beginRun, cancelledRun, type RefreshAsk, type RunRecord } from './run-record.ts'
import { sourceKey } from './source-key.ts'

/** What one refresh works on, read at its start. */
export interface Subject {
  binding: StoredBinding
  state: BindingState
  template: StoredTemplate | undefined
  /** The last good data. */
  kept: StoredData | null
}

export interface RefreshParts extends SourceParts, Drawing {
  now(): number
  /** In [0, 1). */
  random(): number
  /** Where the farm is reached when nobody asks, for the URLs in events. */
  baseUrl(): string
  /** Told of faults that are not the binding's. */
  onUnexpected(error: unknown): void
}

/**
 * One refresh: fetch → map → compose → render → store. It reads and draws, and gives back all that is to be committed
 * with the events that tell of it; it throws for nothing but a fault of its own.
 */
export async function refresh(
  ask: RefreshAsk,
  subject: Subject,
  parts: RefreshParts,
  signal: AbortSignal,
): Promise<RefreshResult> {
  const run = beginRun(ask, parts.now)
  const end = endings(subject, run, parts, signal)
  let data: StoredData | null = null
  try {
    signal.throwIfAborted()
    const scene = await setScene(subject, parts)
    const taken = await run.phase('fetch', () => takeData(ask, subject, run, parts, signal))
    data = taken.data
    const isRedraw = taken.from === 'kept'

    if (isDrawn(scene, data.hash, subject.state)) {
      return await end.succeeded(taken.from === 'not_modified' ? 'not_modified' : 'unchanged', { data, isRedraw })
    }
    const { text } = data
    const mapped = await run.phase('map', () => mapData(subject.binding, scene.template, text, parts.evaluator, signal))
    const key = renderKey(scene.canvas, mapped.variables)
    const picture = { frame: scene.frame, key, ...mapped }
    if (key === subject.state.renderKey) return await end.succeeded('unchanged', { data, isRedraw, picture })

    const html = await run.phase('compose', () =>
      composePage(scene.template, mapped.variables, scene.canvas.locale, parts.evaluator, signal),
    )
    const javaScript = scene.template.jsEnabled
    const who = { owner: ask.bindingUid, urgent: ask.urgent }
    const rendered = await run.phase('render', () =>
      renderPage(html, scene.canvas.output, javaScript, who, parts.renderer, signal),
    )
    run.queued(rendered.queueMs, 'render')
    Object.assign(run.details, { console: rendered.console, failedRequests: rendered.failedRequests })

    const owner = {
      source: 'binding',
      bindingUid: ask.bindingUid,
      templateUid: scene.template.uid,
      renderKey: key,
    } as const
    const image = await run.phase('store', () =>
      storePicture({ html, rendered, output: scene.canvas.output, javaScript }, owner, parts.files, parts.now()),
    )
    return await end.succeeded('rendered', { data, isRedraw, picture, image })
  } catch (error) {
    if (signal.aborted) return end.cancelled()
    if (!(error instanceof Problem)) parts.onUnexpected(error)
    return await end.failed(error, data)
  }
}

interface Scene {
  template: StoredTemplate
  canvas: Canvas
  frame: string
}

/** What is to be recorded of a refresh that was ended before it began. */
export const cancelledRefresh = (ask: RefreshAsk, now: () => number): RefreshResult => ({
  run: cancelledRun(ask, now),
  revision: 0,
  state: {},
  data: null,
  images: [],
  events: () => [],
})

async function setScene({ binding, template }: Subject, parts: RefreshParts): Promise<Scene> {
  if (!template) {
    throw new Problem('template-not-found', 'The template of this binding was deleted. Choose another one.', {
      stage: 'compose',
    })
  }
  const canvas = await setCanvas(binding, template, parts)
  return { template, canvas, frame: frameKey(canvas, binding) }
}

/** The browser is part of a picture's key, so that nothing can be said of it before the browser is known. */
async function setCanvas(binding: StoredBinding, template: StoredTemplate, parts: RefreshParts): Promise<Canvas> {
  await parts.renderer.known()
  const output = resolveOutput(binding.outputConfig, template)
  return { template, output, locale: parts.locale(), browser: parts.renderer.state().version }
}

/** Whether the present picture was drawn from this very data by this very definition. */
function isDrawn(scene: Scene, dataHash: string, state: BindingState): boolean {
  return state.imageId !== null && state.frameKey === scene.frame && state.drawnDataHash === dataHash
}

/** An edit redraws from the last good data of its source; everything else asks the source. */
async function takeData(
  ask: RefreshAsk,
  { binding, kept }: Subject,
  run: RunRecord,
  parts: RefreshParts,
  signal: AbortSignal,
): Promise<{ data: StoredData; from: 'kept' | 'not_modified' | 'source' }> {
  const key = sourceKey(binding)
  if (!ask.needsSource && kept?.sourceKey === key) return { data: kept, from: 'kept' }

  run.details.request = requestOf(binding.dataSource)
  const source = await readSource(binding, kept, parts, signal)
  run.queued(source.queueMs, 'fetch')
  run.details.response = responseOf(source)
  if (source.kind === 'not_modified') {
    if (!kept)
      throw new Problem('url-fetch-failed', 'The source answered 304 to a request that had no validators.', {
        stage: 'status',
      })
    return { data: kept, from: 'not_modified' }
  }
  const { text, response } = source
  const validators = { etag: response?.etag ?? null, lastModified: response?.lastModified ?? null }
  return { data: { sourceKey: key, text, hash: sha256(text), ...validators, fetchedAt: parts.now() }, from: 'source' }
}

const isNew = (data: StoredData, { kept }: Subject): boolean => data !== kept

interface Success {
  data: StoredData
  /** It was drawn from kept data, without asking the source. */
  isRedraw: boolean
  picture?: { frame: string; key: string; variables: Record<string, Json>; missing: string[] }
  image?: NewImage
}

/** The ways in which a refresh ends, each giving what is to be committed. */
function endings(subject: Subject, run: RunRecord, parts: RefreshParts, signal: AbortSignal) {
  const { binding, state } = subject
  const result = (rest: Omit<RefreshResult, 'revision' | 'events'>): RefreshResult => ({
    ...rest,
    revision: binding.revision,
    events: (stored) =>
      refreshEvents(stored, { ...subject, state: { ...state, ...rest.state } }, rest.images, parts.baseUrl()),
  })

  return {
    cancelled: () => result({ run: run.finish({ outcome: 'cancelled' }), state: {}, data: null, images: [] }),

    async succeeded(outcome: Outcome, success: Success): Promise<RefreshResult> {
      const { data, picture, image } = success
      const variables = picture?.variables ?? state.variables
      const finished = run.finish({
        outcome,
        bytes: isNew(data, subject) ? Buffer.byteLength(data.text) : 0,
        missing: picture?.missing ?? state.missing,
        changed: changedVariables(state.variables, variables),
        image: image ? { id: image.image.id, format: image.image.format } : null,
      })
      const health = success.isRedraw
        ? healthAfterRedraw(subject, parts)
        : healthAfterRefresh(subject, finished.finishedAt, parts)
      const fallback = health.status === 'error' ? await drawDefaults(subject, parts, signal) : {}
      return result({
        run: finished,
        data: isNew(data, subject) ? data : null,
        images: [image, fallback.image].filter((each) => each !== undefined),
        state: {
          ...health,
          ...fallback.state,
          drawnDataHash: data.hash,
          ...(picture && {
            frameKey: picture.frame,
            renderKey: picture.key,
            variables: picture.variables,
            missing: picture.missing,
          }),
          ...(image && { imageId: image.image.id, lastRenderedAt: finished.finishedAt }),
        },
      })
    },

    /** `data` is what was read before it failed: it is good data, which only could not be drawn. */
    async failed(error: unknown, data: StoredData | null): Promise<RefreshResult> {
      const failure = toRunError(error, run.stage)
      if (error instanceof Problem) run.details.response ??= responseOf(error)
      const bytes = data && isNew(data, subject) ? Buffer.byteLength(data.text) : 0
      const finished = run.finish({ outcome: 'failed', error: failure, bytes })
      const failureCount = state.failureCount + 1
      const { retryAfterSeconds, upstreamStatus } = error instanceof Problem ? error.options : {}
      const { code, stage, message } = failure
      const fallback = await drawDefaults(subject, parts, signal)
      return result({
        run: finished,
        data: data && isNew(data, subject) ? data : null,
        images: fallback.image ? [fallback.image] : [],
        state: {
          status: 'error',
          failureCount,
          lastError: {
            code,
            stage,
            message,
            at: new Date(finished.finishedAt).toISOString(),
            ...(upstreamStatus && { upstreamStatus }),
          },
          ...dueAfterFailure(
            binding.refreshPolicy,
            failureCount,
            retryAfterSeconds,
            finished.finishedAt,
            parts.random(),
          ),
          ...fallback.state,
        },
      })
    },
  }
}

function healthAfterRefresh({ binding }: Subject, at: number, parts: RefreshParts): Partial<BindingState> {
  const healthy = { status: 'active', failureCount: 0, lastError: null, lastRefreshAt: at } as const
  return { ...healthy, ...dueAfterSuccess(binding.refreshPolicy, at, parts.random()) }
}

/** A redraw mends what drawing broke; a source that fails still fails, and its retry stands. */
function healthAfterRedraw({ binding, state }: Subject, parts: RefreshParts): Partial<BindingState> {
  if (state.status !== 'error') return { status: state.status }
  const sourceFailed = !['map', 'compose', 'render', 'store'].includes(state.lastError?.stage ?? '')
  if (sourceFailed) return { status: 'error' }
  const mended = { status: 'active', failureCount: 0, lastError: null } as const
  return { ...mended, ...dueAfterSuccess(binding.refreshPolicy, parts.now(), parts.random()) }
}

/** The picture that `serve_default` shows, drawn once per definition; nothing where it can't be drawn either. */
async function drawDefaults(
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

const DEFAULTS_LIMIT_MS = 45_000
