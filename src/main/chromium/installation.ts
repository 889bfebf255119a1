import { Problem } from '../../shared/errors.ts'
import type { DownloadOptions } from './download.ts'

/** Between two tellings of progress, milliseconds. */
const TELL_EVERY_MS = 250

export interface Progress {
  bytes: number
  /** Null until it is known. */
  totalBytes: number | null
}

export interface Installation {
  /** The download that is going on, or null. */
  readonly progress: Progress | null
  /** Why the last one failed, or null. */
  readonly error: string | null
  /** Begins to download a browser. @throws {Problem} `conflict` where that goes on already */
  start(): void
  /** @throws {Problem} `conflict` where nothing goes on */
  cancel(): void
  stop(): Promise<void>
}

export interface InstallationParts {
  dataDir: string
  download(options: DownloadOptions): Promise<string>
  /** Told of progress now and then, and of the end. */
  onChange(): void
  /** Puts what was downloaded to use. */
  onInstalled(): Promise<void>
  onFault(error: unknown): void
}

/** Downloads a browser while the farm runs: one at a time, with progress, and to be called off. */
export function createInstallation(parts: InstallationParts): Installation {
  let running: { controller: AbortController; progress: Progress; done: Promise<void> } | null = null
  let error: string | null = null
  let toldAt = 0

  function onProgress(bytes: number, totalBytes: number): void {
    if (!running) return
    running.progress = { bytes, totalBytes }
    if (performance.now() - toldAt < TELL_EVERY_MS) return
    toldAt = performance.now()
    parts.onChange()
  }

  async function install(signal: AbortSignal): Promise<void> {
    try {
      await parts.download({ dataDir: parts.dataDir, onProgress, signal })
      signal.throwIfAborted()
      await parts.onInstalled()
    } catch (cause) {
      if (signal.aborted) return
      if (!(cause instanceof Problem)) parts.onFault(cause)
      error = cause instanceof Problem ? cause.message : 'Chromium could not be installed; the log has the cause.'
    } finally {
      running = null
      parts.onChange()
    }
  }

  return {
    get progress() {
      return running?.progress ?? null
    },
    get error() {
      return error
    },
    start() {
      if (running) throw new Problem('conflict', 'A Chromium is being downloaded already.')
      const controller = new AbortController()
      error = null
      running = { controller, progress: { bytes: 0, totalBytes: null }, done: Promise.resolve() }
      running.done = install(controller.signal)
      parts.onChange()
    },
    cancel() {
      if (!running) throw new Problem('conflict', 'No Chromium is being downloaded.')
      running.controller.abort(new Error('The download was called off'))
    },
    async stop() {
      running?.controller.abort(new Error('Bindery is stopping'))
      await running?.done
    },
  }
}
