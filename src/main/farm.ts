import { EventEmitter } from 'node:events'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { DryRun } from '../shared/binding.ts'
import type { FarmEvent } from '../shared/events.ts'
import type { Json } from '../shared/json.ts'
import type { Settings } from '../shared/settings.ts'
import type { Status } from '../shared/status.ts'
import { listenAt, ownUrl } from './address.ts'
import { type ApiKeys, openApiKeys } from './api-key.ts'
import { type Backups, createBackups } from './backups.ts'
import { type Bindings, createBindings } from './bindings.ts'
import { createRenderer, type Renderer } from './chromium/renderer.ts'
import { makeDataDir, picturesDir } from './data-dir.ts'
import { backUpOnThread } from './db/backup-thread.ts'
import type { StoredBinding } from './db/bindings.ts'
import { lockDataDir } from './db/data-dir-lock.ts'
import type { EventRepository, StoredEvent } from './db/events.ts'
import type { IdempotencyRepository } from './db/idempotency.ts'
import type { NewImage } from './db/images.ts'
import { commitSingleRender } from './db/results.ts'
import type { RunRepository } from './db/runs.ts'
import { storageFault } from './db/storage-fault.ts'
import { openStore } from './db/store.ts'
import type { StoredTemplate } from './db/templates.ts'
import { dryRun } from './dry-run.ts'
import { createEvaluator } from './evaluator/evaluator.ts'
import { tryExtraCa } from './extra-ca.ts'
import { createFarmHealth } from './farm-health.ts'
import { createFarmLog } from './farm-log.ts'
import { createFarmMetrics } from './farm-metrics.ts'
import { createFarmStatus } from './farm-status.ts'
import type { Health } from './health.ts'
import { markLostSecrets } from './lost-secrets.ts'
import type { Metrics } from './metrics/metrics.ts'
import { watchFetcher, watchRenderer } from './metrics/watched.ts'
import { createGate } from './network/gate.ts'
import type { Lookup } from './network/judge.ts'
import { startPageProxy } from './network/page-proxy.ts'
import type { FarmOptions } from './options.ts'
import type { Output } from './output.ts'
import { clearTemporaryFiles, openPictureFiles } from './picture-files.ts'
import { createPictures, type Pictures } from './pictures.ts'
import { createFetcher } from './refresh/fetch.ts'
import { heldFiles } from './refresh/store.ts'
import { createRefreshQueue } from './refresh-queue.ts'
import { createRefreshWork } from './refresh-work.ts'
import { createRetention, type Retention } from './retention.ts'
import { createScheduler } from './scheduler.ts'
import { type Keychain, openSecrets, type Secrets } from './secrets.ts'
import { seed } from './seed.ts'
import { buildServer } from './server/server.ts'
import { openSettings, type SettingsStore } from './settings.ts'
import { type Preview, previewTemplate, renderTemplate } from './single-render.ts'
import { createTemplates, type Templates } from './templates.ts'
import { createDeliveries, type TriedDelivery } from './webhooks/deliveries.ts'
import { createSubscriptions, type Subscriptions } from './webhooks/subscriptions.ts'

/** What a farm is made of, so that tests can give it a clock and a network of their own. */
export interface FarmParts {
  options: FarmOptions
  /** Folder of `resources` and of the built UI. */
  root: string
  version: string
  log: Logger
  keychain: Keychain | null
  /** Wall clock, epoch milliseconds. */
  now?: () => number
  /** A clock that never jumps, milliseconds. */
  monotonic?: () => number
  /** In [0, 1). */
  random?: () => number
  /** All addresses of a name; default: as the system finds them. */
  lookup?: Lookup
}

/** A running farm, as its server and its window see it. */
export interface Farm {
  readonly bindings: Bindings
  readonly templates: Templates
  readonly subscriptions: Subscriptions
  readonly pictures: Pictures
  readonly runs: RunRepository
  readonly events: EventRepository
  readonly idempotency: IdempotencyRepository
  readonly secrets: Secrets
  readonly settings: SettingsStore
  readonly keys: ApiKeys
  readonly renderer: Renderer
  readonly retention: Retention
  readonly backups: Backups
  readonly metrics: Metrics
  /** Where it is reached on this machine. */
  readonly url: string
  dryRun(binding: StoredBinding, template: StoredTemplate, signal: AbortSignal): Promise<DryRun>
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
  status(): Promise<Status>
  health(): Promise<Health>
  /** Told of every event once it is stored. Returns what ends it. */
  onEvent(listener: (event: StoredEvent) => void): () => void
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
    throw storageFault(error) ?? error
  }
}

/** @param onStop takes what is to be done at the end, in the reverse of this order */
async function build(parts: FarmParts, onStop: (stop: () => unknown) => void, stop: Farm['stop']): Promise<Farm> {
  const { options, root, version, log } = parts
  const { now = Date.now, monotonic = () => performance.now(), random = Math.random } = parts
  const { dataDir, host, chromium, publicUrl } = options
  const farmLog = createFarmLog(log)
  const onFault = (error: unknown) => farmLog.unexpected(error)
  const bus = new EventEmitter<{ event: [StoredEvent]; stop: [] }>().setMaxListeners(0)
  let port: number | null = null
  /** Never to be reached from here, whatever the allow list says. */
  const ownPorts: number[] = []
  const url = () => ownUrl(host, port ?? options.port)
  const baseUrl = () => publicUrl?.href.replace(/\/$/, '') ?? url()

  // What is kept.
  makeDataDir(dataDir)
  const lock = lockDataDir(dataDir)
  onStop(() => lock.release())
  const secrets = openSecrets(dataDir, parts.keychain)
  const keys = openApiKeys(dataDir, options.apiKey, farmLog.keyRotated)
  const store = await openStore(dataDir, { now, tell: (line) => log.warn(line) })
  onStop(() => store.close())
  const built = () => ({ renderer, queue, retention, backups })
  const metrics = createFarmMetrics({ version, dataDir, store, onFault, built })
  bus.on('event', ({ type }) => metrics.eventStored(type))
  await markLostSecrets(store, secrets)
  await clearTemporaryFiles(picturesDir(dataDir))
  const files = openPictureFiles(picturesDir(dataDir))
  const settings = await openSettings(store.settings, options.allowHosts, (members) => {
    farmLog.settingsChanged(members)
    if (members.some((member) => WAY_OUT.has(member))) gate.reset()
  })

  // The way out, and what draws.
  const gate = createGate({
    allowed: () => settings.allowed(),
    ownPorts: () => ownPorts,
    ...(parts.lookup && { lookup: parts.lookup }),
    get extraCa() {
      const { extraCaFile } = settings.current()
      return extraCaFile === null ? null : tryExtraCa(extraCaFile, log)
    },
    get systemCas() {
      return settings.current().systemCas
    },
    get outboundProxy() {
      return settings.current().outboundProxy
    },
  })
  onStop(() => gate.stop())
  const proxy = await startPageProxy({ gate })
  ownPorts.push(proxy.port)
  onStop(() => proxy.stop())
  const renderer = watchRenderer(createRenderer({ named: chromium, dataDir, proxy, logger: log }), metrics)
  onStop(() => renderer.stop())
  const evaluator = createEvaluator()
  onStop(() => evaluator.stop())
  const locale = () => ({ locale: settings.current().locale, timeZone: settings.current().timeZone })
  const drawing = { evaluator, renderer, files, locale }

  // Refreshing.
  const { status } = createFarmStatus({ store, renderer, version, now, queueDepth: () => queue.depth })
  const refreshParts = {
    ...drawing,
    fetcher: watchFetcher(createFetcher({ gate, version }), metrics),
    secrets,
    status,
    webhookBody: (uid: string) => store.bindings.webhookBody(uid),
    now,
    random,
    baseUrl,
    onUnexpected: farmLog.unexpected,
  }
  const work = createRefreshWork({
    store,
    refresh: refreshParts,
    monotonic,
    onStored: onBindingChanged,
    onEvent: (event) => bus.emit('event', event),
    onEnded: (ended) => {
      farmLog.runEnded(ended)
      metrics.runEnded(ended.run)
    },
    onLost: (error, { runId }) => log.error({ err: error, run: runId }, 'A run could not be stored'),
  })
  const queue = createRefreshQueue(work.run, now)
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
  const pictures = createPictures({ ...store, files, renderer, queue, isHeld: work.isHeld, now, onLost })

  function onLost(uid: string, error: Error): void {
    log.warn({ binding: uid, err: error }, 'A picture was lost and is drawn again')
  }

  function onBindingChanged(uid: string): void {
    pictures.forget(uid)
    scheduler.poke()
  }

  // What people and programs do.
  const bindings = createBindings({ ...store, secrets, queue, now, random, onChanged: onBindingChanged })
  const templates = createTemplates({ ...store, evaluator, queue, now, onBindingChanged })
  const dispatcher = gate.dispatcher('webhooks')
  const onTried = (tried: TriedDelivery) => {
    farmLog.deliveryTried(tried)
    metrics.deliveryTried(tried.result)
  }
  const sender = createDeliveries({ ...store, secrets, dispatcher, version, now, onFault, onTried })
  bus.on('event', () => sender.poke())
  const subscriptions = createSubscriptions({ ...store, sender, secrets, gate, now })
  const retention = createRetention({ ...store, files, limits: () => settings.current(), now, onFault })
  const backups = createBackups({
    dataDir,
    kept: () => settings.current().backupsKept,
    copy: (target, signal) => backUpOnThread(dataDir, target, signal),
    now,
    monotonic,
    log,
  })
  const health = createFarmHealth({ dataDir, store, renderer, scheduler, evaluator, backups, now, monotonic })

  async function commit(image: NewImage | null, told: FarmEvent[]): Promise<void> {
    try {
      for (const event of await commitSingleRender(store.db, image, told, now())) bus.emit('event', event)
    } finally {
      if (image) files.release(heldFiles(image))
    }
  }

  const farm: Farm = {
    bindings,
    templates,
    subscriptions,
    pictures,
    runs: store.runs,
    events: store.events,
    idempotency: store.idempotency,
    secrets,
    settings,
    keys,
    renderer,
    retention,
    backups,
    metrics,
    get url() {
      return url()
    },
    dryRun: (binding, template, signal) => dryRun(binding, template, refreshParts, signal),
    preview: (template, variables, output, owner, signal) =>
      previewTemplate(template, variables, output, owner, drawing, signal),
    renderOnce: (template, variables, output, signal) =>
      renderTemplate(template, variables, output, { ...drawing, now, baseUrl, commit }, signal),
    status,
    health,
    onEvent(listener) {
      bus.on('event', listener)
      return () => bus.off('event', listener)
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
  ownPorts.push(port)
  if (chromium === null) renderer.start().catch(onFault)

  onStop(() => withLimit(queue.stop(), STOP_LIMIT_MS))
  onStop(() => retention.stop())
  onStop(() => backups.stop())
  onStop(() => scheduler.stop())
  onStop(() => sender.stop())
  onStop(() => bus.emit('stop'))
  // A start without samples is a start all the same; the next one tries again.
  await seed(join(root, 'resources'), { templates, bindings, settings: store.settings }).catch(onFault)
  await scheduler.start()
  retention.start()
  backups.start()
  sender.start()
  onStop(farmLog.stopping)
  farmLog.started({ version, url: url(), dataDir })
  return farm
}

/** Settings that decide how the farm reaches the network; what is under way by the old ones ends. */
const WAY_OUT: ReadonlySet<string> = new Set<keyof Settings>(['allow', 'extraCaFile', 'systemCas', 'outboundProxy'])

async function withLimit(work: Promise<unknown>, ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  await Promise.race([work, promise])
  clearTimeout(timer)
}
