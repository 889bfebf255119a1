import type { ChromiumView } from '../../shared/chromium.ts'
import type { Diagnostics, Storage } from '../../shared/diagnostics.ts'
import type { DryRun } from '../../shared/dry-run.ts'
import type { News } from '../../shared/events.ts'
import type { Json } from '../../shared/json.ts'
import type { PortableFile } from '../../shared/portable.ts'
import type { RunStats } from '../../shared/run.ts'
import type { ServerView } from '../../shared/server.ts'
import type { Status } from '../../shared/status.ts'
import type { VariableDefinition } from '../../shared/template.ts'
import type { TemplateCheckAnswer } from '../../shared/template-version.ts'
import type { Bindings } from '../bindings/bindings.ts'
import { type DryRunInput, dryRun } from '../bindings/dry-run.ts'
import { type LastData, lastData } from '../bindings/last-data.ts'
import type { WebhookCalls } from '../bindings/webhook-calls.ts'
import type { Installation } from '../chromium/installation.ts'
import type { Renderer } from '../chromium/renderer.ts'
import type { StoredBinding } from '../db/bindings.ts'
import type { EventRepository, StoredEvent } from '../db/events.ts'
import type { IdempotencyRepository } from '../db/idempotency.ts'
import type { ImageRepository, NewImage } from '../db/images.ts'
import type { RunRepository } from '../db/runs.ts'
import type { StoredTemplate } from '../db/templates.ts'
import type { Metrics } from '../metrics/metrics.ts'
import type { Packing } from '../packing/packing.ts'
import type { Output } from '../pictures/output.ts'
import type { Pictures } from '../pictures/pictures.ts'
import { type Preview, previewTemplate, renderTemplate } from '../pictures/single-render.ts'
import { createThumbnails, type Thumbnails } from '../pictures/thumbnails.ts'
import { type ExportChoice, exportFile } from '../portable/export.ts'
import { importFile } from '../portable/import.ts'
import { type RunInput, runInput } from '../runs/run-input.ts'
import { runStats } from '../runs/run-stats.ts'
import type { ApiKeys } from '../secrets/api-key.ts'
import type { Secrets } from '../secrets/secrets.ts'
import type { SettingsStore } from '../settings.ts'
import type { Sync } from '../sync/sync.ts'
import { checkTemplateSource } from '../templates/template-check.ts'
import { createTemplateVersions, type TemplateVersions } from '../templates/template-versions.ts'
import type { Templates } from '../templates/templates.ts'
import type { Backups } from '../upkeep/backups.ts'
import type { Retention } from '../upkeep/retention.ts'
import type { Subscriptions } from '../webhooks/subscriptions.ts'
import type { FarmContext } from './context.ts'
import { diagnose, storageOf } from './diagnostics.ts'
import type { Doings } from './doings.ts'
import type { DrawingParts } from './drawing.ts'
import type { Health } from './health.ts'
import type { Kept } from './kept.ts'
import type { Refreshing } from './refreshing.ts'
import { serverView } from './server-view.ts'
import type { Syncing } from './syncing.ts'

/** A running farm, as its server and its window see it. */
export interface Farm {
  readonly bindings: Bindings
  readonly templates: Templates
  readonly subscriptions: Subscriptions
  readonly versions: TemplateVersions
  readonly webhookCalls: WebhookCalls
  readonly pictures: Pictures
  readonly images: ImageRepository
  readonly thumbnails: Thumbnails
  readonly runs: RunRepository
  runStats(query: { hours: number; bindingUid?: string | undefined }): Promise<RunStats>
  readonly events: EventRepository
  readonly idempotency: IdempotencyRepository
  readonly secrets: Secrets
  readonly settings: SettingsStore
  readonly keys: ApiKeys
  readonly renderer: Renderer
  readonly installation: Installation
  chromium(): ChromiumView
  diagnostics(): Promise<Diagnostics>
  storage(): Promise<Storage>
  server(): ServerView
  readonly retention: Retention
  readonly packing: Packing
  readonly backups: Backups
  readonly sync: Sync
  readonly metrics: Metrics
  /** Where it is reached on this machine. */
  readonly url: string
  dryRun(
    binding: StoredBinding,
    template: StoredTemplate,
    input: DryRunInput,
    detailed: boolean,
    signal: AbortSignal,
  ): Promise<DryRun>
  runInput(bindingUid: string, runId: string): Promise<RunInput>
  preview(
    template: Parameters<typeof previewTemplate>[0],
    variables: Record<string, Json>,
    output: Output,
    owner: string,
    signal: AbortSignal,
  ): Promise<Preview>
  renderOnce(
    template: StoredTemplate,
    variables: Record<string, Json>,
    output: Output,
    signal: AbortSignal,
  ): Promise<NewImage>
  exportFile(choice: ExportChoice): ReturnType<typeof exportFile>
  importFile(file: PortableFile, isDryRun: boolean): ReturnType<typeof importFile>
  checkTemplate(
    source: { html: string; variableDefinitions: VariableDefinition[] },
    signal: AbortSignal,
  ): Promise<TemplateCheckAnswer>
  lastData(bindingUid: string): Promise<LastData>
  status(): Promise<Status>
  health(): Promise<Health>
  /** Told of every event once it is stored. Returns what ends it. */
  onEvent(listener: (event: StoredEvent) => void): () => void
  /** Told of what is not stored, as it happens. Returns what ends it. */
  onNews(listener: (news: News) => void): () => void
  /** What somebody who begins to listen has to know: the status, and the runs that are under way. */
  latestNews(): Promise<News[]>
  /** Told when the farm stops, for what holds connections open. Returns what ends it. */
  onStop(listener: () => void): () => void
  stop(): Promise<void>
}

/** All that a farm is made of, in the order in which it is built. */
export interface Built {
  kept: Kept
  drawn: DrawingParts
  refreshing: Refreshing
  doings: Doings
  syncing: Syncing
}

/** The farm as it is seen from outside, of its parts. */
export function assemble(context: FarmContext, built: Built, stop: Farm['stop']): Farm {
  const { parts, bus, now, baseUrl, url } = context
  const { store, secrets, keys, metrics, dataDir } = built.kept
  const { settings, installation, chromium, drawing } = built.drawn
  const { status, refreshParts, pictures, runNews, onBindingChanged } = built.refreshing
  const { bindings, templates, health, commit } = built.doings
  const { sync } = built.syncing
  const { evaluator, renderer } = drawing
  const facts = { settings: settings.current, status, health, chromium }
  const diagnosticsParts = { store, dataDir, version: parts.version, secrets, ...facts, now }
  const onBindingMade = onBindingChanged
  return {
    ...built.doings,
    ...{ secrets, settings, keys, metrics, renderer, installation, chromium, pictures, status },
    bindings,
    templates,
    sync,
    versions: createTemplateVersions(templates, store.versions),
    thumbnails: createThumbnails({ ...drawing, bindings: store.bindings }),
    images: store.images,
    runs: store.runs,
    events: store.events,
    idempotency: store.idempotency,
    get url() {
      return url()
    },
    runStats: (query) => runStats(store.runs, query, now()),
    diagnostics: () => diagnose(diagnosticsParts),
    storage: () => storageOf(diagnosticsParts),
    server: () => serverView(parts.options, url()),
    dryRun: (binding, template, input, detailed, signal) =>
      dryRun(binding, template, input, refreshParts, detailed, signal),
    runInput: (bindingUid, runId) => runInput(bindingUid, runId, store),
    preview: (template, variables, output, owner, signal) =>
      previewTemplate(template, variables, output, owner, drawing, signal),
    renderOnce: (template, variables, output, signal) =>
      renderTemplate(template, variables, output, { ...drawing, now, baseUrl, commit }, signal),
    exportFile: (choice) => exportFile(choice, { ...store, secrets, now }),
    importFile: (file, isDryRun) => importFile(file, isDryRun, { ...store, evaluator, secrets, now, onBindingMade }),
    checkTemplate: (source, signal) => checkTemplateSource(source, evaluator, signal),
    lastData: (uid) => lastData(store.bindings, uid),
    async latestNews() {
      const news: News[] = [{ type: 'farm.status', data: await status() }]
      if (sync.isConnected()) news.push({ type: 'sync.changed', data: await sync.status() })
      return [...news, ...runNews.underWay()]
    },
    onEvent(listener) {
      bus.on('event', listener)
      return () => bus.off('event', listener)
    },
    onNews(listener) {
      bus.on('news', listener)
      return () => bus.off('news', listener)
    },
    onStop(listener) {
      bus.once('stop', listener)
      return () => bus.off('stop', listener)
    },
    stop,
  }
}
