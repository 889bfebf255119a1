import { EventEmitter } from 'node:events'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { DryRun } from '../shared/binding.ts'
import type { ChromiumView } from '../shared/chromium.ts'
import type { Diagnostics, Storage } from '../shared/diagnostics.ts'
import type { FarmEvent, News } from '../shared/events.ts'
import type { Json } from '../shared/json.ts'
import type { PortableFile } from '../shared/portable.ts'
import type { RunStats } from '../shared/run.ts'
import type { Status } from '../shared/status.ts'
import type { VariableDefinition } from '../shared/template.ts'
import type { TemplateCheckAnswer } from '../shared/template-version.ts'
import { listenAt, ownUrl } from './address.ts'
import { type ApiKeys, openApiKeys } from './api-key.ts'
import { type Bindings, createBindings } from './bindings.ts'
import { createChangeable } from './chromium/changeable.ts'
import { downloadChromium } from './chromium/download.ts'
import { createInstallation, type Installation } from './chromium/installation.ts'
import { createRenderer, type Renderer } from './chromium/renderer.ts'
import { withChromiumTried } from './chromium-setting.ts'
import { makeDataDir, picturesDir } from './data-dir.ts'
import type { StoredBinding } from './db/bindings.ts'
import { lockDataDir } from './db/data-dir-lock.ts'
import type { EventRepository, StoredEvent } from './db/events.ts'
import type { IdempotencyRepository } from './db/idempotency.ts'
import type { ImageRepository, NewImage } from './db/images.ts'
import { commitSingleRender } from './db/results.ts'
import type { RunRepository } from './db/runs.ts'
import { openStore } from './db/store.ts'
import type { StoredTemplate } from './db/templates.ts'
import { diagnose, storageOf } from './diagnostics.ts'
import { dryRun } from './dry-run.ts'
import { createEvaluator } from './evaluator/evaluator.ts'
import { tryExtraCa } from './extra-ca.ts'
import { createFarmStatus, type Health, versionOf } from './farm-status.ts'
import { type LastData, lastData } from './last-data.ts'
import { markLostSecrets } from './lost-secrets.ts'
import { createGate } from './network/gate.ts'
import { startPageProxy } from './network/page-proxy.ts'
import type { FarmOptions } from './options.ts'
import type { Output } from './output.ts'
import { clearTemporaryFiles, openPictureFiles } from './picture-files.ts'
import { createPictures, type Pictures } from './pictures.ts'
import { type ExportChoice, exportFile } from './portable/export.ts'
import { importFile } from './portable/import.ts'
import { createFetcher } from './refresh/fetch.ts'
import { heldFiles } from './refresh/store.ts'
import { createRefreshQueue } from './refresh-queue.ts'
import { createRefreshWork } from './refresh-work.ts'
import { createRetention, type Retention } from './retention.ts'
import { tellOfRuns } from './run-news.ts'
import { runStats } from './run-stats.ts'
import { createScheduler } from './scheduler.ts'
import { type Keychain, openSecrets, type Secrets } from './secrets.ts'
import { seed } from './seed.ts'
import { buildServer } from './server/server.ts'
import { openSettings, type SettingsStore } from './settings.ts'
import { type Preview, previewTemplate, renderTemplate } from './single-render.ts'
import { createStatusNews } from './status-news.ts'
import { checkTemplateSource } from './template-check.ts'
import { createTemplateVersions, type TemplateVersions } from './template-versions.ts'
import { createTemplates, type Templates } from './templates.ts'
import { createThumbnails, type Thumbnails } from './thumbnails.ts'
import { createWebhookCalls, type WebhookCalls } from './webhook-calls.ts'
import { createDeliveries } from './webhooks/deliveries.ts'
import { createSubscriptions, type Subscriptions } from './webhooks/subscriptions.ts'

/** What a farm is made of, so that tests can give it a clock and a network of their own. */
export interface FarmParts {
  options: FarmOptions
  /** Folder of `resources` and of the built UI. */
  root: string
  version: string
  log: Logger
  keychain: Keychain | null
  /** Downloads a browser; default Chrome for Testing, from where it is published. */
  download?: typeof downloadChromium
  /** Wall clock, epoch milliseconds. */
  now?: () => number
  /** A clock that never jumps, milliseconds. */
  monotonic?: () => number
  /** In [0, 1). */
  random?: () => number
}

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
  readonly retention: Retention
  /** Where it is reached on this machine. */
  readonly url: string
  dryRun(binding: StoredBinding, template: StoredTemplate, detailed: boolean, signal: AbortSignal): Promise<DryRun>
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

/** Runs that are still going when the farm stops are abandoned after this. */
const STOP_LIMIT_MS = 3_000

/**
 * Builds and starts every part, in order.
 * @throws {Problem} `unavailable`, in one line that says what to do: a taken port, a data dir that can't be written or is
 * in use, a database that can't be opened, a named Chromium that does not start
 */
export async function startFarm(parts: FarmParts): Promise<Farm> {
  const stops: (() => unknown)[] = []
  const stop = async () => {
    for (const each of stops.reverse().splice(0)) await each()
  }
  try {
    return await build(parts, (each) => stops.push(each), stop)
  } catch (error) {
    await stop()
    throw error
  }
}

/** @param onStop takes what is to be done at the end, in the reverse of this order */
async function build(parts: FarmParts, onStop: (stop: () => unknown) => void, stop: Farm['stop']): Promise<Farm> {
  const { options, root, version, log } = parts
  const { download = downloadChromium } = parts
  const { now = Date.now, monotonic = () => performance.now(), random = Math.random } = parts
  const { dataDir, host, chromium, publicUrl } = options
  const onFault = (error: unknown) => log.error({ err: error }, 'An unexpected fault')
  const bus = new EventEmitter<{ event: [StoredEvent]; news: [News]; stop: [] }>().setMaxListeners(0)
  let port: number | null = null
  const tellEvent = (event: StoredEvent) => bus.emit('event', event)
  const url = () => ownUrl(host, port ?? options.port)
  const baseUrl = () => publicUrl?.href.replace(/\/$/, '') ?? url()

  // What is kept.
  makeDataDir(dataDir)
  const lock = lockDataDir(dataDir)
  onStop(() => lock.release())
  const secrets = openSecrets(dataDir, parts.keychain)
  const keys = openApiKeys(dataDir, options.apiKey)
  const store = await openStore(dataDir, (events) => events.forEach(tellEvent))
  onStop(() => store.close())
  await markLostSecrets(store, secrets)
  await clearTemporaryFiles(picturesDir(dataDir))
  const files = openPictureFiles(picturesDir(dataDir))
  const stored = await openSettings(store.settings, options.allowHosts, now, () => gate.reset())

  // The way out, and what draws.
  const { extraCaFile, outboundProxy, chromiumPath } = stored.current()
  const extraCa = extraCaFile === null ? null : tryExtraCa(extraCaFile, log)
  const gate = createGate({
    allowed: () => stored.allowed(),
    ownPort: () => port,
    ...(extraCa !== null && { extraCa }),
    ...(outboundProxy && { outboundProxy }),
  })
  onStop(() => gate.stop())
  const proxy = await startPageProxy({ gate })
  onStop(() => proxy.stop())
  const makeRenderer = (named: string | null) => createRenderer({ named, dataDir, proxy, logger: log })
  const renderer = createChangeable(makeRenderer, chromium ?? chromiumPath)
  onStop(() => renderer.stop())
  const settings = withChromiumTried(stored, renderer, chromium)
  const chromiumView = (): ChromiumView => {
    const { queueDepth: _, version, ...state } = renderer.state()
    return { ...state, version: versionOf(version), download: installation.progress, downloadError: installation.error }
  }
  const tellChromium = () => bus.emit('news', { type: 'chromium.changed', data: chromiumView() })
  renderer.onStateChange(tellChromium)
  const installation = createInstallation({
    dataDir,
    download,
    onChange: tellChromium,
    onInstalled: async () => (await renderer.prepare(chromium ?? settings.current().chromiumPath)).take(),
    onFault,
  })
  onStop(() => installation.stop())
  const evaluator = createEvaluator()
  onStop(() => evaluator.stop())
  const locale = () => ({ locale: settings.current().locale, timeZone: settings.current().timeZone })
  const drawing = { evaluator, renderer, files, locale }

  // Refreshing.
  const { status, health } = createFarmStatus({ store, renderer, version, now, queueDepth: () => queue.depth })
  const hasListeners = () => bus.listenerCount('news') > 0
  const statusNews = createStatusNews({ status, hasListeners, tell: (news) => bus.emit('news', news), onFault })
  onStop(() => statusNews.stop())
  bus.on('event', statusNews.poke)
  renderer.onStateChange(statusNews.poke)
  const refreshParts = {
    ...drawing,
    fetcher: createFetcher({ gate, version }),
    secrets,
    status,
    webhookBody: (uid: string) => store.bindings.webhookBody(uid),
    now,
    random,
    baseUrl,
    onUnexpected: onFault,
  }
  const work = createRefreshWork({
    store,
    refresh: refreshParts,
    monotonic,
    onStored: onBindingChanged,
    onEvent: tellEvent,
    onLost: (error, { runId }) => log.error({ err: error, run: runId }, 'A run could not be stored'),
  })
  const runNews = tellOfRuns(work.run, (news) => {
    bus.emit('news', news)
    statusNews.poke()
  })
  const queue = createRefreshQueue(runNews.run, now)
  const scheduler = createScheduler({
    bindings: store.bindings,
    queue: {
      ask: queue.ask,
      has: (uid) => queue.has(uid) || work.isHeld(uid),
      get size() {
        return queue.size + work.heldCount
      },
      get depth() {
        return queue.depth
      },
    },
    now,
    monotonic,
    onFault,
  })
  const pictures = createPictures({ ...store, files, renderer, queue, isHeld: work.isHeld, now })

  function onBindingChanged(uid: string): void {
    pictures.forget(uid)
    scheduler.poke()
  }

  // What people and programs do.
  const bindings = createBindings({ ...store, secrets, queue, now, random, onChanged: onBindingChanged })
  const calls = { repository: store.bindings, calls: store.webhookCalls }
  const webhookCalls = createWebhookCalls({ ...calls, bindings, secrets, now, onFault })
  const templates = createTemplates({ ...store, evaluator, queue, now, onBindingChanged })
  const dispatcher = gate.dispatcher('webhooks')
  const sender = createDeliveries({ ...store, secrets, dispatcher, version, now, onFault })
  bus.on('event', () => sender.poke())
  const subscriptions = createSubscriptions({ ...store, sender, secrets, gate, now })
  const retention = createRetention({ ...store, files, limits: () => settings.current(), now, onFault })

  async function commit(image: NewImage | null, told: FarmEvent[]): Promise<void> {
    try {
      for (const event of await commitSingleRender(store.db, image, told, now())) tellEvent(event)
    } finally {
      if (image) files.release(heldFiles(image))
    }
  }

  const facts = { settings: settings.current, status, health, chromium: chromiumView }
  const diagnosticsParts = { store, dataDir, version, secrets, ...facts, now }
  const farm: Farm = {
    bindings,
    templates,
    subscriptions,
    versions: createTemplateVersions(templates, store.versions),
    webhookCalls,
    pictures,
    images: store.images,
    thumbnails: createThumbnails({ ...drawing, bindings: store.bindings }),
    runs: store.runs,
    runStats: (query) => runStats(store.runs, query, now()),
    events: store.events,
    idempotency: store.idempotency,
    secrets,
    settings,
    keys,
    renderer,
    installation,
    chromium: chromiumView,
    diagnostics: () => diagnose(diagnosticsParts),
    storage: () => storageOf(diagnosticsParts),
    retention,
    get url() {
      return url()
    },
    dryRun: (binding, template, detailed, signal) => dryRun(binding, template, refreshParts, detailed, signal),
    preview: (template, variables, output, owner, signal) =>
      previewTemplate(template, variables, output, owner, drawing, signal),
    renderOnce: (template, variables, output, signal) =>
      renderTemplate(template, variables, output, { ...drawing, now, baseUrl, commit }, signal),
    exportFile: (choice) => exportFile(choice, { ...store, secrets, now }),
    importFile: (file, isDryRun) =>
      importFile(file, isDryRun, { ...store, evaluator, secrets, now, onBindingMade: onBindingChanged }),
    checkTemplate: (source, signal) => checkTemplateSource(source, evaluator, signal),
    lastData: (uid) => lastData(store.bindings, uid),
    status,
    health,
    onEvent(listener) {
      bus.on('event', listener)
      return () => bus.off('event', listener)
    },
    onNews(listener) {
      bus.on('news', listener)
      return () => bus.off('news', listener)
    },
    async latestNews() {
      return [{ type: 'farm.status', data: await status() }, ...runNews.underWay()]
    },
    onStop(listener) {
      bus.once('stop', listener)
      return () => bus.off('stop', listener)
    },
    stop,
  }

  const { serverNames } = options
  const uiDirectory = join(root, 'out', 'renderer')
  const server = await buildServer({ farm, keys, host, publicUrl, serverNames, uiDirectory, version, log, now })
  onStop(() => server.close())
  // A browser that was named must work before anybody is answered; one that is looked for may take its time.
  if (chromium !== null) await renderer.start()
  await listenAt(server, options)
  port = (server.server.address() as AddressInfo).port
  if (chromium === null) renderer.start().catch(onFault)

  onStop(() => withLimit(queue.stop(), STOP_LIMIT_MS))
  onStop(() => retention.stop())
  onStop(() => scheduler.stop())
  onStop(() => sender.stop())
  onStop(() => bus.emit('stop'))
  // A start without samples is a start all the same; the next one tries again.
  await seed(join(root, 'resources'), { templates, bindings, settings: store.settings }).catch(onFault)
  await scheduler.start()
  retention.start()
  sender.start()
  return farm
}

async function withLimit(work: Promise<unknown>, ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  await Promise.race([work, promise])
  clearTimeout(timer)
}
