import { EventEmitter } from 'node:events'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { DryRun } from '../shared/binding.ts'
import { Problem } from '../shared/errors.ts'
import type { FarmEvent } from '../shared/events.ts'
import type { Json } from '../shared/json.ts'
import type { Status } from '../shared/status.ts'
import { type ApiKeys, openApiKeys } from './api-key.ts'
import { type Bindings, createBindings } from './bindings.ts'
import { createRenderer, type Renderer } from './chromium/renderer.ts'
import { makeDataDir, picturesDir } from './data-dir.ts'
import { bindingRepository, type StoredBinding } from './db/bindings.ts'
import { lockDataDir } from './db/data-dir-lock.ts'
import { openDatabase } from './db/database.ts'
import { type EventRepository, eventRepository, type StoredEvent } from './db/events.ts'
import { type IdempotencyRepository, idempotencyRepository } from './db/idempotency.ts'
import { imageRepository, type NewImage } from './db/images.ts'
import { commitResults, commitSingleRender, type RefreshResult, rendersOn } from './db/results.ts'
import { type RunRepository, runRepository, type StoredRun } from './db/runs.ts'
import { settingsRepository } from './db/settings.ts'
import { deliveryRepository, subscriptionRepository } from './db/subscriptions.ts'
import { type StoredTemplate, templateRepository } from './db/templates.ts'
import { dryRun } from './dry-run.ts'
import { createEvaluator } from './evaluator/evaluator.ts'
import { readExtraCa } from './extra-ca.ts'
import { createGate } from './network/gate.ts'
import { startPageProxy } from './network/page-proxy.ts'
import type { FarmOptions } from './options.ts'
import type { Output } from './output.ts'
import { clearTemporaryFiles, openPictureFiles } from './picture-files.ts'
import { createPictures, type Pictures } from './pictures.ts'
import { createFetcher } from './refresh/fetch.ts'
import { heldFiles } from './refresh/store.ts'
import { cancelledRefresh, refresh, type Subject } from './refresh.ts'
import { createRefreshQueue } from './refresh-queue.ts'
import { createRetention, type Retention } from './retention.ts'
import type { RefreshAsk } from './run-record.ts'
import { createScheduler } from './scheduler.ts'
import { type Keychain, openSecrets, type Secrets } from './secrets.ts'
import { seed } from './seed.ts'
import { buildServer } from './server/server.ts'
import { openSettings, type SettingsStore } from './settings.ts'
import { type Preview, previewTemplate, renderTemplate } from './single-render.ts'
import { createTemplates, type Templates } from './templates.ts'
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
  readonly pictures: Pictures
  readonly runs: RunRepository
  readonly events: EventRepository
  readonly idempotency: IdempotencyRepository
  readonly secrets: Secrets
  readonly settings: SettingsStore
  readonly keys: ApiKeys
  readonly renderer: Renderer
  readonly retention: Retention
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
  health(): Promise<{ status: 'ok' | 'failing'; checks: Record<string, 'ok' | 'failing'> }>
  /** Told of every event once it is stored. Returns what ends it. */
  onEvent(listener: (event: StoredEvent) => void): () => void
  /** Told when the farm stops, for what holds connections open. Returns what ends it. */
  onStop(listener: () => void): () => void
  stop(): Promise<void>
}

/** A binding whose run could not be stored is left alone for this long. */
const HOLD_MS = 30_000
/** Runs that are still going when the farm stops are abandoned after this. */
const STOP_LIMIT_MS = 3_000

/**
 * Builds and starts every part, in order.
 * @throws {Problem} `unavailable`, in one line that says what to do: a taken port, a data dir that can't be written or is
 * in use, a database that can't be opened, a named Chromium that does not start
 */
export async function startFarm(parts: FarmParts): Promise<Farm> {
  const {
    options,
    root,
    version,
    log,
    now = Date.now,
    monotonic = () => performance.now(),
    random = Math.random,
  } = parts
  const stops: (() => unknown)[] = []
  const stopAll = async () => {
    for (const stop of stops.reverse().splice(0)) await stop()
  }
  try {
    return await build()
  } catch (error) {
    await stopAll()
    throw error
  }

  async function build(): Promise<Farm> {
    const startedAt = now()
    makeDataDir(options.dataDir)
    const lock = lockDataDir(options.dataDir)
    stops.push(() => lock.release())
    const secrets = openSecrets(options.dataDir, parts.keychain)
    const keys = openApiKeys(options.dataDir, options.apiKey)
    const db = await openDatabase(options.dataDir)
    stops.push(() => db.destroy())

    const bindingRows = bindingRepository(db)
    const templateRows = templateRepository(db)
    const images = imageRepository(db)
    const runs = runRepository(db)
    const events = eventRepository(db)
    const idempotency = idempotencyRepository(db)
    const settingRows = settingsRepository(db)
    const settings = await openSettings(settingRows, options.allowHosts, () => gate.reset())
    const bus = new EventEmitter<{ event: [StoredEvent]; stop: [] }>().setMaxListeners(0)
    const onFault = (error: unknown) => log.error({ err: error }, 'An unexpected fault')

    let port: number | null = null
    const baseUrl = () => options.publicUrl?.href.replace(/\/$/, '') ?? ownUrl(options.host, port ?? options.port)
    const { extraCaFile, outboundProxy } = settings.current()
    const extraCa = extraCaFile === null ? null : tryExtraCa(extraCaFile, log)
    const gate = createGate({
      allowed: () => settings.allowed(),
      ownPort: () => port,
      ...(extraCa !== null && { extraCa }),
      ...(outboundProxy && { outboundProxy }),
    })
    stops.push(() => gate.stop())
    const proxy = await startPageProxy({ gate })
    stops.push(() => proxy.stop())

    const { dataDir, chromium } = options
    const renderer = createRenderer({ named: chromium, dataDir, proxy, logger: log })
    stops.push(() => renderer.stop())
    const evaluator = createEvaluator()
    stops.push(() => evaluator.stop())
    await clearTemporaryFiles(picturesDir(dataDir))
    const files = openPictureFiles(picturesDir(dataDir))
    const locale = () => ({ locale: settings.current().locale, timeZone: settings.current().timeZone })
    const drawing = { evaluator, renderer, files, locale }
    const source = {
      fetcher: createFetcher({ gate, version }),
      secrets,
      status,
      webhookBody: (uid: string) => bindingRows.webhookBody(uid),
    }
    const refreshParts = { ...drawing, ...source, now, random, baseUrl, onUnexpected: onFault }

    const held = new Map<string, number>()
    const queue = createRefreshQueue(work, now)
    const scheduler = createScheduler({
      bindings: bindingRows,
      queue: {
        ask: queue.ask,
        has: (uid) => queue.has(uid) || isHeld(uid),
        get size() {
          return queue.size + held.size
        },
        get depth() {
          return queue.depth
        },
      },
      now,
      monotonic,
      onFault,
    })
    const pictures = createPictures({
      bindings: bindingRows,
      images,
      templates: templateRows,
      files,
      renderer,
      queue,
      isHeld,
      now,
    })
    const onChanged = (uid: string) => {
      pictures.forget(uid)
      scheduler.poke()
    }
    const bindings = createBindings({
      bindings: bindingRows,
      templates: templateRows,
      secrets,
      queue,
      now,
      random,
      onChanged,
    })
    const templates = createTemplates({
      templates: templateRows,
      bindings: bindingRows,
      evaluator,
      queue,
      now,
      onBindingChanged: onChanged,
    })

    /**
     * Carries out one ask: reads what it is about, refreshes, and ends it in one transaction. Where the definition was
     * changed meanwhile, that is walked again with the new one.
     */
    async function work(ask: RefreshAsk, signal: AbortSignal): Promise<StoredRun> {
      for (;;) {
        const subject = signal.aborted ? null : await readSubject(ask.bindingUid)
        const result = subject ? await refresh(ask, subject, refreshParts, signal) : cancelledRefresh(ask, now)
        const run = await store(ask, result)
        if (run) return run
      }
    }

    async function store(ask: RefreshAsk, result: RefreshResult): Promise<StoredRun | null> {
      try {
        const [committed] = await commitResults(db, [result])
        if (!committed) return null
        onChanged(ask.bindingUid)
        for (const event of committed.events) bus.emit('event', event)
        return committed.run
      } catch (error) {
        held.set(ask.bindingUid, monotonic() + HOLD_MS)
        log.error({ err: error, run: ask.runId }, 'A run could not be stored')
        throw new Problem('unavailable', 'The run could not be stored. Check the disk that the data folder is on.', {
          cause: error,
        })
      } finally {
        files.release(result.images.flatMap(heldFiles))
      }
    }

    /** Null where the binding was deleted or paused since it was asked for. */
    async function readSubject(uid: string): Promise<Subject | null> {
      const found = await bindingRows.find(uid)
      if (!found || found.state.status === 'paused') return null
      return {
        ...found,
        template: await templateRows.find(found.binding.templateId),
        kept: await bindingRows.data(uid),
      }
    }

    function isHeld(uid: string): boolean {
      const until = held.get(uid)
      if (until === undefined) return false
      if (until > monotonic()) return true
      held.delete(uid)
      return false
    }

    async function status(): Promise<Status> {
      const counts = await bindingRows.counts()
      const { state, version: browser, queueDepth } = renderer.state()
      return {
        version,
        startedAt: new Date(startedAt).toISOString(),
        uptimeSeconds: Math.max(0, Math.floor((now() - startedAt) / 1000)),
        bindings: { total: counts.active + counts.paused + counts.error, ...counts },
        rendersToday: await rendersOn(db, now()),
        queueDepth: queue.depth + queueDepth,
        chromium: { state, version: browserVersion(browser) },
      }
    }

    async function health() {
      const isDatabaseFine = await bindingRows.nextDue(now()).then(
        () => true,
        () => false,
      )
      const isBrowserFine = !['missing', 'failed'].includes(renderer.state().state)
      const word = (isFine: boolean) => (isFine ? 'ok' : 'failing') as 'ok' | 'failing'
      return {
        status: word(isDatabaseFine && isBrowserFine),
        checks: { database: word(isDatabaseFine), chromium: word(isBrowserFine) },
      }
    }

    const subscriptionRows = subscriptionRepository(db)
    const deliveryRows = deliveryRepository(db)
    const sender = createDeliveries({
      deliveries: deliveryRows,
      subscriptions: subscriptionRows,
      secrets,
      dispatcher: gate.dispatcher('webhooks'),
      version,
      now,
      onFault,
    })
    const subscriptions = createSubscriptions({
      subscriptions: subscriptionRows,
      deliveries: deliveryRows,
      sender,
      secrets,
      gate,
      now,
    })
    bus.on('event', () => sender.poke())

    const retention = createRetention({
      bindings: bindingRows,
      images,
      runs,
      idempotency,
      events,
      deliveries: deliveryRows,
      files,
      limits: () => settings.current(),
      now,
      onFault,
    })

    const singleRenderParts = {
      ...drawing,
      now,
      baseUrl,
      async commit(image: NewImage | null, told: FarmEvent[]) {
        try {
          for (const event of await commitSingleRender(db, image, told, now())) bus.emit('event', event)
        } finally {
          if (image) files.release(heldFiles(image))
        }
      },
    }

    const farm: Farm = {
      bindings,
      templates,
      subscriptions,
      pictures,
      runs,
      events,
      idempotency,
      secrets,
      settings,
      keys,
      renderer,
      retention,
      get url() {
        return ownUrl(options.host, port ?? options.port)
      },
      dryRun: (binding, template, signal) => dryRun(binding, template, refreshParts, signal),
      preview: (template, variables, output, owner, signal) =>
        previewTemplate(template, variables, output, owner, drawing, signal),
      renderOnce: (template, variables, output, signal) =>
        renderTemplate(template, variables, output, singleRenderParts, signal),
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
      stop: stopAll,
    }

    const server = await buildServer({
      farm,
      keys,
      host: options.host,
      publicUrl: options.publicUrl,
      serverNames: options.serverNames,
      uiDirectory: join(root, 'out', 'renderer'),
      version,
      log,
      now,
    })
    stops.push(() => server.close())
    // A browser that was named must work before anybody is answered; one that is looked for may take its time.
    if (chromium !== null) await renderer.start()
    await listen(server, options)
    port = (server.server.address() as AddressInfo).port
    if (chromium === null) renderer.start().catch(onFault)

    stops.push(() => withLimit(queue.stop(), STOP_LIMIT_MS))
    stops.push(() => retention.stop())
    stops.push(() => scheduler.stop())
    stops.push(() => sender.stop())
    stops.push(() => bus.emit('stop'))
    // A start without samples is a start all the same; the next one tries again.
    await seed(join(root, 'resources'), { templates, bindings, settings: settingRows }).catch(onFault)
    await scheduler.start()
    retention.start()
    sender.start()
    return farm
  }
}

/** The version alone, `153.0.8010.0` of `HeadlessChrome/153.0.8010.0@86cee6d…`: product and revision are for the render key. */
const browserVersion = (product: string | null): string | null => product && (/[\d.]+/.exec(product)?.[0] ?? product)

async function listen(
  server: { listen(options: { port: number; host: string }): Promise<string> },
  { port, host }: FarmOptions,
): Promise<void> {
  try {
    await server.listen({ port, host })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const message =
      code === 'EADDRINUSE'
        ? `Port ${port} on ${host} is taken. Stop what uses it, or choose another with --port (0 picks a free one).`
        : `Bindery can't listen on ${host}, port ${port} (${code}). Choose another with --host and --port.`
    throw new Problem('unavailable', message, { cause: error })
  }
}

/** A file that has gone must not keep the farm from starting: what needs it fails by itself, and says so. */
function tryExtraCa(file: string, log: Logger): string | null {
  try {
    return readExtraCa(file)
  } catch (error) {
    log.error({ err: error }, 'The extra CA file of the settings is not used')
    return null
  }
}

/** Where this machine reaches a farm that listens on `host`. */
function ownUrl(host: string, port: number): string {
  if (['0.0.0.0', '::', 'localhost'].includes(host)) return `http://127.0.0.1:${port}`
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

async function withLimit(work: Promise<unknown>, ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  await Promise.race([work, promise])
  clearTimeout(timer)
}
