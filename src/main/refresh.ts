import { Problem } from '../shared/errors.ts'
import { shownVariables } from './bindings/shown-variables.ts'
import { sourceKey } from './bindings/source-key.ts'
import type { BindingState, StoredBinding, StoredData } from './db/bindings.ts'
import { NOTHING_OWED } from './db/owed.ts'
import type { RefreshResult } from './db/results.ts'
import type { StoredTemplate } from './db/templates.ts'
import { sha256 } from './hash.ts'
import type { RefusedHosts } from './network/refused-hosts.ts'
import type { Drawing } from './pictures/drawing.ts'
import { type Canvas, frameKey, renderKey, setCanvas } from './pictures/render-key.ts'
import { composePage } from './refresh/compose.ts'
import type { Fetcher } from './refresh/fetch.ts'
import { mapData } from './refresh/map.ts'
import { renderPage } from './refresh/render.ts'
import { readSource, type SourceParts } from './refresh/source.ts'
import { storePicture } from './refresh/store.ts'
import { endingsOf } from './refresh-endings.ts'
import { failedRequestsOf, requestOf, responseOf } from './runs/run-details.ts'
import { beginRun, cancelledRun, type RefreshAsk, type RunRecord } from './runs/run-record.ts'
import { sourceMask } from './secrets/source-mask.ts'

/** What one refresh works on, read at its start. */
export interface Subject {
  binding: StoredBinding
  state: BindingState
  template: StoredTemplate | undefined
  /** The last good data. */
  kept: StoredData | null
}

export interface RefreshParts extends SourceParts, Drawing {
  /** Fetches for those who may be answered by what was asked for others a moment ago. */
  sharedFetcher: Fetcher
  now(): number
  /** In [0, 1). */
  random(): number
  /** Where the farm is reached when nobody asks, for the URLs in events. */
  baseUrl(): string
  /** Told of faults that are not the binding's, and of the run that met them where it is kept. */
  onUnexpected(error: unknown, runId?: string): void
  /** The hosts that pages were kept from. */
  refusedHosts: RefusedHosts
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
  const end = endingsOf(ask, subject, run, parts, signal)
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

    Object.assign(run.details, shownVariables(mapped.variables, sourceMask(subject.binding, parts.secrets)))

    const html = await run.phase('compose', () =>
      composePage(scene.template, mapped.variables, scene.canvas.locale, parts.evaluator, signal),
    )
    const javaScript = scene.template.jsEnabled
    const who = { owner: ask.bindingUid, urgent: ask.urgent, template: scene.template }
    const rendered = await run.phase('render', () =>
      renderPage(html, scene.canvas.output, javaScript, who, parts.renderer, signal),
    )
    run.queued(rendered.queueMs, 'render')
    run.details.drawn = rendered.isPatched ? 'values' : 'whole'
    run.details.console = rendered.console
    run.details.failedRequests = failedRequestsOf(rendered.failedRequests, parts.refusedHosts)

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
    if (!(error instanceof Problem)) parts.onUnexpected(error, ask.runId)
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
  owed: NOTHING_OWED,
  askedSource: false,
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

/** Whether the present picture was drawn from this very data by this very definition. */
function isDrawn(scene: Scene, dataHash: string, state: BindingState): boolean {
  return state.imageId !== null && state.frameKey === scene.frame && state.drawnDataHash === dataHash
}

/** Whoever asks by a call or by hand wants what the source says from now on. */
function mayShare({ trigger, urgent }: RefreshAsk, { owedCalls, isRefreshOwed }: BindingState): boolean {
  const isByTime = trigger === 'schedule' || trigger === 'retry' || trigger === 'request'
  return isByTime && !urgent && owedCalls === 0 && !isRefreshOwed
}

/** An edit redraws from the last good data of its source; everything else asks the source. */
async function takeData(
  ask: RefreshAsk,
  { binding, kept, state }: Subject,
  run: RunRecord,
  parts: RefreshParts,
  signal: AbortSignal,
): Promise<{ data: StoredData; from: 'kept' | 'not_modified' | 'source' }> {
  const key = sourceKey(binding)
  if (!ask.needsSource && kept?.sourceKey === key) return { data: kept, from: 'kept' }

  run.details.request = requestOf(binding.dataSource)
  const fetcher = mayShare(ask, state) ? parts.sharedFetcher : parts.fetcher
  const source = await readSource(binding, kept, { ...parts, fetcher }, signal)
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
  run.read(Buffer.byteLength(text))
  const validators = { etag: response?.etag ?? null, lastModified: response?.lastModified ?? null }
  const read = { sourceKey: key, text, hash: sha256(text), ...validators, fetchedAt: parts.now() }
  return { data: kept && isSameData(kept, read) ? kept : read, from: 'source' }
}

/** Whether there is nothing in it to keep that is not kept already. */
const isSameData = (kept: StoredData, read: StoredData): boolean =>
  kept.hash === read.hash &&
  kept.sourceKey === read.sourceKey &&
  kept.etag === read.etag &&
  kept.lastModified === read.lastModified
