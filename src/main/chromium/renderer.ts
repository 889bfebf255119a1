import { availableParallelism } from 'node:os'
import { Problem } from '../../shared/errors.ts'
import { machineMemory } from '../process/machine-memory.ts'
import { createBrowserSource } from './browser-source.ts'
import { cacheFolder } from './cache-folder.ts'
import type { ChromiumSource } from './find.ts'
import type { LaunchedBrowser } from './launch.ts'
import { ownLimits } from './own-limits.ts'
import type { ProxyLogin } from './page.ts'
import { createPatchTrust } from './patch-trust.ts'
import { createPool } from './pool.ts'
import { sweepProfiles } from './profile.ts'
import type { Rendered, RenderJob } from './render-job.ts'
import { createRenderProcess, type RenderProcess, type RenderProcessOptions } from './render-process.ts'

export type { Rendered, RenderJob } from './render-job.ts'

export type ChromiumState = 'starting' | 'ready' | 'missing' | 'failed'

export interface RendererState {
  state: ChromiumState
  /** Product and revision; part of every render key. Null until a browser has started. */
  version: string | null
  path: string | null
  source: ChromiumSource | null
  sandboxed: boolean
  queueDepth: number
  /** Browsers that are there to draw. */
  processes: number
  /** Browsers that had to be replaced because they broke or were stuck. */
  restarts: number
  /** What is wrong and what to do, where something is. */
  detail: string | null
}

export interface RendererOptions {
  /** A browser that the user named: that one or none. */
  named: string | null
  dataDir: string
  /** For what can be made again; default the user's cache folder. */
  cacheDir?: string
  proxy: ProxyLogin
  /** Browser processes at most, 1–4; default by cores and memory. */
  size?: number
  /** Milliseconds for drawing a job, its second attempt after a crash included; default 20,000. */
  timeLimitMs?: number
  /** Milliseconds for a page's images, fonts and the like; default 8,000. */
  resourceWaitMs?: number
  /** Bytes that a browser may hold while it draws, beside what a large picture takes; default 1.5 GiB, or less on a small machine. */
  memoryLimit?: number
  /** Jobs after which a browser is replaced by a fresh one; default 2,000. */
  recycleAfter?: number
  /** Idle milliseconds after which all browsers but one are closed; default 60,000. */
  shrinkAfterMs?: number
  /** Idle milliseconds after which the last one is closed too; default 300,000. */
  restAfterMs?: number
  /** Milliseconds after which it is closed if nobody has wanted it since it was started; default 20,000. */
  unusedAfterMs?: number
  logger?: { warn(facts: object, message: string): void }
}

/** What the rest of the farm sees of Chromium. */
export interface Renderer {
  /**
   * Draws a page.
   * @throws {Problem} `render-failed` when it takes more than its time or memory, or crashes twice, `unavailable` when
   * there is no browser; the signal's reason when aborted
   */
  render(job: RenderJob, signal?: AbortSignal): Promise<Rendered>
  state(): RendererState
  /**
   * Finds a browser and warms one process. To be called again after one was downloaded.
   * @throws {Problem} `unavailable` where a named browser does not start; with none found the state says `missing`
   */
  start(): Promise<void>
  /** Lends it a browser from elsewhere, until that breaks. Returns what takes it back once its job is done. */
  join(lent: RenderProcess): () => void
  /** Bytes that all browsers hold for themselves; 0 where the system does not tell. */
  memory(): Promise<number>
  /** Waits until the first start has ended, well or not: from then on the state says which browser draws. */
  known(): Promise<void>
  /** Told when anything but the queue has changed. Returns what ends it. */
  onStateChange(listener: () => void): () => void
  /** Within 2 s; leaves no process and no temporary folder. */
  stop(): Promise<void>
}

/** Free bytes below which no process is started beside one that is there. */
const ROOM_FOR_PROCESS = 400 * 1024 ** 2
/** A browser whose first page takes longer than this, in milliseconds, is given up. */
const READY_LIMIT_MS = 10_000
const NONE_FOUND =
  'No Chromium was found. Choose one in the settings, or download one there or with `bindery chromium install`.'

/** What is asked of a browser that ends, or falls silent, while its page is made ready is left without an answer. */
async function makeReady(browser: LaunchedBrowser, options: RenderProcessOptions): Promise<RenderProcess> {
  const cut = Promise.withResolvers<never>()
  const timer = setTimeout(() => cut.reject(new Error('The page was not ready in time')), READY_LIMIT_MS)
  void browser.ended.then(() => cut.reject(new Error('The browser has ended')))
  void browser.silent.then(cut.reject)
  cut.promise.catch(() => {})
  try {
    return await Promise.race([createRenderProcess(browser, options), cut.promise])
  } finally {
    clearTimeout(timer)
  }
}

export function createRenderer(options: RendererOptions): Renderer {
  const { named, dataDir, proxy, cacheDir = cacheFolder(), resourceWaitMs = 8_000, logger } = options
  const source = createBrowserSource({ named, dataDir, cacheDir, proxyPort: proxy.port })
  const trust = createPatchTrust()
  const listeners = new Set<() => void>()
  const known = { state: 'starting' as ChromiumState, version: null as string | null, sandboxed: false }
  let detail: string | null = null
  let started: Promise<void> | null = null
  let isStopping = false

  function become(state: ChromiumState, problem: string | null): void {
    const isNews = known.state !== state || detail !== problem
    known.state = state
    detail = problem
    if (isNews) for (const listener of listeners) listener()
  }

  async function launchOnce(isRetry: boolean, signal: AbortSignal): Promise<RenderProcess> {
    const browser = await source.launch(isRetry, signal)
    if (!browser) throw new Problem('unavailable', NONE_FOUND)
    const ready = await makeReady(browser, { proxy, resourceWaitMs, trust }).catch(async (cause) => {
      await browser.kill()
      throw new Problem('unavailable', 'Chromium started but did not answer. Try again.', { cause })
    })
    known.version = browser.version
    known.sandboxed = browser.sandboxed
    become('ready', null)
    return ready
  }

  async function launch(signal: AbortSignal): Promise<RenderProcess> {
    const hasWorked = known.version !== null
    try {
      return await launchOnce(false, signal).catch((error) => {
        signal.throwIfAborted()
        // A browser that did start before was most likely killed: those who wait need not hear of that.
        if (hasWorked) return launchOnce(true, signal)
        throw error
      })
    } catch (error) {
      // A launch that was called off says nothing of the browser.
      signal.throwIfAborted()
      const problem =
        error instanceof Problem ? error : new Problem('unavailable', 'Chromium can not be used.', { cause: error })
      if (pool.processes === 0) become(problem.message === NONE_FOUND ? 'missing' : 'failed', problem.message)
      throw problem
    }
  }

  const limits = ownLimits(machineMemory(), availableParallelism())
  const pool = createPool({
    launch,
    size: options.size ?? limits.size,
    hasRoom: () => process.availableMemory() > ROOM_FOR_PROCESS,
    timeLimitMs: options.timeLimitMs ?? 20_000,
    memoryLimit: options.memoryLimit ?? limits.memoryLimit,
    recycleAfter: options.recycleAfter ?? 2_000,
    shrinkAfterMs: options.shrinkAfterMs ?? 60_000,
    restAfterMs: options.restAfterMs ?? 300_000,
    unusedAfterMs: options.unusedAfterMs ?? 20_000,
    onFault: (reason) => logger?.warn({ reason }, 'A browser was replaced'),
  })

  async function start(): Promise<void> {
    become('starting', null)
    await sweepProfiles()
    try {
      await pool.warm()
      become('ready', null)
    } catch (error) {
      if (named !== null) throw error
      // Of a browser that was called off nothing is known.
      if (!isStopping) logger?.warn({ reason: (error as Error).message }, 'Chromium can not be used')
    }
  }

  const begin = (): Promise<void> => {
    started = start()
    // Kept for those who come to render; whoever called start() hears of it too.
    started.catch(() => {})
    return started
  }

  return {
    async render(job, signal) {
      signal?.throwIfAborted()
      await (started ?? begin()).catch(() => {})
      return pool.render(job, signal)
    },
    state: () => ({
      ...known,
      path: source.chosen?.path ?? null,
      source: source.chosen?.source ?? null,
      queueDepth: pool.queueDepth,
      processes: pool.processes,
      restarts: pool.restarts,
      detail,
    }),
    join: (lent) => pool.join(lent),
    memory: () => pool.memory(),
    known: () => (started ?? begin()).catch(() => {}),
    start: begin,
    onStateChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    stop() {
      isStopping = true
      return pool.stop()
    },
  }
}
