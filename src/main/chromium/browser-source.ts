import { tmpdir } from 'node:os'
import { Problem } from '../../shared/errors.ts'
import { chromiumCandidates, type FindOptions, type FoundChromium } from './find.ts'
import { createFrameVerdicts } from './frame-verdicts.ts'
import { type LaunchedBrowser, launchBrowser } from './launch.ts'

export interface BrowserSource {
  /** The browser that is in use, once one has started. */
  readonly chosen: FoundChromium | null
  /**
   * Starts one more browser: the first that can be found and starts, and from then on always that one.
   * @param isRetry whether it is tried again after a start that failed
   * @returns null where none was found
   * @throws {Problem} `unavailable` where those that were found (or the named one) do not start
   */
  launch(isRetry: boolean, signal: AbortSignal): Promise<LaunchedBrowser | null>
}

/** One that is started for the first time may have to be read from a slow disk, and has its fault explained. */
const FIRST = { startLimitMs: 20_000, explain: true }
/** One that has started before is given up early, since it is tried again. */
const AGAIN = { startLimitMs: 8_000, explain: false }

export function createBrowserSource(options: FindOptions & { proxyPort: number }): BrowserSource {
  const { cacheDir, proxyPort } = options
  const verdicts = createFrameVerdicts(cacheDir)
  let chosen: FoundChromium | null = null
  let sandbox = true

  async function launchThis(found: FoundChromium, how: typeof FIRST, signal: AbortSignal): Promise<LaunchedBrowser> {
    const { path } = found
    const start = (beginFrames: boolean) =>
      launchBrowser({ path, proxyPort, cacheDir, sandbox, beginFrames, ...how, signal })
    const browser = await startWithFrames(start)
    chosen = found
    sandbox = browser.sandboxed
    return browser
  }

  /** With frames by hand where they were shown to give the same pictures; as ever where not. */
  async function startWithFrames(start: (beginFrames: boolean) => Promise<LaunchedBrowser>): Promise<LaunchedBrowser> {
    if (!verdicts.mayWork) return start(false)
    const browser = await start(true)
    let isGood = false
    try {
      isGood = await verdicts.isGood(browser, () => start(false))
    } finally {
      if (!isGood) await browser.kill()
    }
    return isGood ? browser : start(false)
  }

  async function launchFirst(signal: AbortSignal): Promise<LaunchedBrowser | null> {
    let failure: { found: FoundChromium; cause: unknown } | null = null
    for await (const found of chromiumCandidates(options)) {
      try {
        return await launchThis(found, FIRST, signal)
      } catch (cause) {
        signal.throwIfAborted()
        failure ??= { found, cause }
      }
    }
    if (failure) throw startProblem(failure.found, failure.cause)
    return null
  }

  return {
    get chosen() {
      return chosen
    },
    async launch(isRetry, signal) {
      if (!chosen) return launchFirst(signal)
      const found = chosen
      return launchThis(found, isRetry ? FIRST : AGAIN, signal).catch((cause) => {
        signal.throwIfAborted()
        // It may have been removed or updated; the next launch looks again.
        chosen = null
        throw startProblem(found, cause)
      })
    },
  }
}

function startProblem({ path, source }: FoundChromium, cause: unknown): Problem {
  const advice =
    source === 'setting'
      ? 'Correct BINDERY_CHROMIUM or the setting, or remove it.'
      : 'Run `bindery doctor`, or choose another one in the settings.'
  return new Problem('unavailable', `Chromium at ${path} did not start${reasonIn(cause)}. ${advice}`, { cause })
}

/** What a user can mend by hand: a place for its profile, and shared libraries that the system lacks. */
function reasonIn(cause: unknown): string {
  const { syscall, code } = cause as NodeJS.ErrnoException
  if (syscall === 'mkdtemp') return ` because the folder for temporary files, ${tmpdir()}, can't be used (${code})`
  const library = /error while loading shared libraries: ([\w.+-]+)/.exec(String(cause))
  return library ? ` because the library ${library[1]} is missing` : ''
}
