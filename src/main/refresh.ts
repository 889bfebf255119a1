import { Problem } from '../shared/errors.ts'
import { shownVariables } from './bindings/shown-variables.ts'
import { sourceKey } from './bindings/source-key.ts'
import type { BindingState, KeptData, StoredBinding, StoredData } from './db/bindings.ts'
import { NOTHING_OWED } from './db/owed.ts'
import type { RefreshResult } from './db/results.ts'
import type { StoredTemplate } from './db/templates.ts'
import type { RefusedHosts } from './network/refused-hosts.ts'
import type { Drawing } from './pictures/drawing.ts'
import { type Canvas, frameKey, renderKey, setCanvas } from './pictures/render-key.ts'
import { composePage } from './refresh/compose.ts'
import type { Fetcher } from './refresh/fetch.ts'
import { mapData } from './refresh/map.ts'
import { mayShare } from './refresh/may-share.ts'
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
  /** What is known of the last good data. */
  kept: KeptData | null
}

/** The data that a refresh goes on with. */
export interface Taken {
  from: 'kept' | 'not_modified' | 'source'
  hash: string
  /** What is to be kept in place of what was; null where it is that. */
  fresh: StoredData | null
  /** Read where it is needed, which mostly it is not. */
  text(): Promise<string>
}

export interface RefreshParts extends SourceParts, Drawing {
  /** The last good data of a binding. */
  keptData(bindingUid: string): Promise<StoredData | null>
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
  let taken: Taken | null = null
  try {
    signal.throwIfAborted()
    const scene = await setScene(subject, parts)
    const data = await run.phase('fetch', () => takeData(ask, subject, run, parts, signal))
    taken = data

    if (isDrawn(scene, data.hash, subject.state)) {
      return await end.succeeded(data.from === 'not_modified' ? 'not_modified' : 'unchanged', { data })
    }
    const mapped = await run.phase('map', async () =>
      mapData(subject.binding, scene.template, await data.text(), parts.evaluator, signal),
    )
    const key = renderKey(scene.canvas, mapped.variables)
    const picture = { frame: scene.frame, key, ...mapped }
    if (key === subject.state.renderKey) return await end.succeeded('unchanged', { data, picture })

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
    return await end.succeeded('rendered', { data, picture, image })
  } catch (error) {
    if (signal.aborted) return end.cancelled()
    if (!(error instanceof Problem)) parts.onUnexpected(error, ask.runId)
    return await end.failed(error, taken)
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

/** An edit redraws from the last good data of its source; everything else asks the source. */
async function takeData(
  ask: RefreshAsk,
  { binding, kept, state }: Subject,
  run: RunRecord,
  parts: RefreshParts,
  signal: AbortSignal,
): Promise<Taken> {
  const key = sourceKey(binding)
  if (!ask.needsSource && kept?.sourceKey === key) return takeKept('kept', kept, binding, parts)

  run.details.request = requestOf(binding.dataSource)
  const fetcher = mayShare(ask, state) ? parts.sharedFetcher : parts.fetcher
  const source = await readSource(binding, kept, { ...parts, fetcher }, signal)
  run.queued(source.queueMs, 'fetch')
  run.details.response = responseOf(source)
  if (source.kind === 'not_modified') {
    if (!kept) {
      const message = 'The source answered 304 to a request that had no validators.'
      throw new Problem('url-fetch-failed', message, { stage: 'status' })
    }
    return takeKept('not_modified', kept, binding, parts)
  }
  const { text, hash, response } = source
  run.read(Buffer.byteLength(text))
  const validators = { etag: response?.etag ?? null, lastModified: response?.lastModified ?? null }
  const read = { sourceKey: key, text, hash, ...validators, fetchedAt: parts.now() }
  return { from: 'source', hash, fresh: kept && isSameData(kept, read) ? null : read, text: async () => text }
}

function takeKept(from: Taken['from'], { hash }: KeptData, { uid }: StoredBinding, parts: RefreshParts): Taken {
  const text = async () => {
    const data = await parts.keptData(uid)
    // Nothing but the runs of a binding, which are one at a time, puts other data in their place.
    if (data?.hash !== hash) throw new Error(`The last data of ${uid} are not those that its run began with`)
    return data.text
  }
  return { from, hash, fresh: null, text }
}

/** Whether there is nothing in it to keep that is not kept already. */
const isSameData = (kept: KeptData, read: KeptData): boolean =>
  kept.hash === read.hash &&
  kept.sourceKey === read.sourceKey &&
  kept.etag === read.etag &&
  kept.lastModified === read.lastModified
