import { Browser, detectBrowserPlatform, install, resolveBuildId } from '@puppeteer/browsers'
import { Problem } from '../../shared/errors.ts'
import { downloadFolder } from './downloads.ts'

export interface DownloadOptions {
  dataDir: string
  /** Told of the bytes so far and in all. */
  onProgress?: (bytes: number, total: number) => void
  signal?: AbortSignal
  /** Where Chrome for Testing is published; default Google's own place. */
  baseUrl?: string
  /** Which one; default the newest stable. */
  buildId?: string
}

async function latestStable(): Promise<string> {
  const platform = detectBrowserPlatform()
  if (!platform) throw new Error('there is no build for this platform')
  return resolveBuildId(Browser.CHROMEHEADLESSSHELL, platform, 'stable')
}

async function downloadAndUnpack({ dataDir, onProgress, signal, baseUrl, buildId }: DownloadOptions): Promise<string> {
  const browser = await install({
    browser: Browser.CHROMEHEADLESSSHELL,
    buildId: buildId ?? (await latestStable()),
    cacheDir: downloadFolder(dataDir),
    downloadProgressCallback: (bytes, total) => {
      // The library can't be stopped; what it throws through ends the download.
      signal?.throwIfAborted()
      onProgress?.(bytes, total)
    },
    ...(baseUrl === undefined ? {} : { baseUrl }),
  })
  return browser.executablePath
}

/**
 * Downloads the stable headless shell of Chrome for Testing into the data folder.
 * @returns the path of its executable
 * @throws {Problem} `unavailable` where it can't be had; the signal's reason when aborted
 */
export async function downloadChromium(options: DownloadOptions): Promise<string> {
  const { signal } = options
  signal?.throwIfAborted()
  const aborted = Promise.withResolvers<never>()
  const onAbort = () => aborted.reject(signal?.reason)
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([downloadAndUnpack(options), aborted.promise])
  } catch (cause) {
    if (signal?.aborted) throw signal.reason
    throw new Problem(
      'unavailable',
      'Chromium could not be downloaded. Check the connection and try again, or choose a Chrome that is installed.',
      { cause },
    )
  } finally {
    signal?.removeEventListener('abort', onAbort)
  }
}
