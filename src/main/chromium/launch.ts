import puppeteer, { type Browser, type CDPSession } from 'puppeteer-core'
import { orAborted } from '../aborted.ts'
import { browserEnvironment, hasSmallSharedMemory } from './browser-environment.ts'
import { type BrowserLife, browserLife } from './browser-life.ts'
import { diagnose } from './diagnose.ts'
import { browserFlags } from './flags.ts'
import { makeProfile, removeProfile } from './profile.ts'
import { untilSilent } from './pulse.ts'
import { inSandbox } from './sandbox.ts'
import { heedSpawnFaults } from './spawn-faults.ts'

export interface LaunchOptions {
  path: string
  proxyPort: number
  /** Where fontconfig keeps what it has learned. */
  cacheDir: string
  /** False where it is known that the sandbox can't be had. */
  sandbox: boolean
  /** Whether its pages are to have frames only when they are told to. */
  beginFrames: boolean
  /** Milliseconds that it may take to answer. */
  startLimitMs: number
  /** Whether to ask a browser that does not start for its reason, which takes up to 5 s. */
  explain: boolean
  signal: AbortSignal
}

export interface TargetPlace {
  /** CSS pixels. */
  width: number
  height: number
  browserContextId?: string
}

export interface LaunchedBrowser extends BrowserLife {
  /** The browser's own session. */
  root: CDPSession
  /** Whether its pages have frames only when they are told to. */
  beginFrames: boolean
  /** Opens a page of that size, in a browser context of its own where one is named. */
  open(place: TargetPlace): Promise<CDPSession>
  /** Product and revision, e.g. `HeadlessChrome/153.0.8010.0@86cee6d…`. */
  version: string
  sandboxed: boolean
  /** Settles with an error when it runs but does not answer any more. */
  silent: Promise<Error>
}

/** Starts one browser process over the pipe, sandboxed unless it can't be. Any other failure is thrown. */
export const launchBrowser = (options: LaunchOptions): Promise<LaunchedBrowser> =>
  options.sandbox ? inSandbox((sandbox) => launchOnce({ ...options, sandbox })) : launchOnce(options)

async function launchOnce(options: LaunchOptions): Promise<LaunchedBrowser> {
  const { path, proxyPort, sandbox, beginFrames, cacheDir, startLimitMs, explain, signal } = options
  const profile = await makeProfile()
  // Over the pipe puppeteer would wait without end for one that says nothing.
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(new Error('Chromium did not answer')), startLimitMs)
  const cut = AbortSignal.any([signal, late.signal])
  try {
    const smallSharedMemory = await hasSmallSharedMemory()
    const args = browserFlags({ profile, proxyPort, sandbox, beginFrames, smallSharedMemory })
    const env = await browserEnvironment(profile, cacheDir)
    // A start that is called off may never be heard of again; what still comes of it is ended.
    const endHeeding = heedSpawnFaults(path)
    const starting = startProcess(path, args, env, cut).finally(endHeeding)
    const browser = await orAborted(starting, cut, (late) => late.process()?.kill('SIGKILL')).catch(async (cause) => {
      if (cut.aborted) throw cause
      const reason = explain ? await diagnose(path, args, env, signal) : 'it ended at once'
      throw new Error(`Chromium did not start: ${reason}`, { cause })
    })
    return await handleOf(browser, profile, options, cut)
  } catch (error) {
    await removeProfile(profile).catch(() => {})
    throw error
  } finally {
    clearTimeout(timer)
  }
}

function startProcess(path: string, args: string[], env: Record<string, string>, signal: AbortSignal) {
  return puppeteer.launch({
    executablePath: path,
    ignoreDefaultArgs: true,
    args,
    env,
    pipe: true,
    defaultViewport: null,
    waitForInitialPage: false,
    // Stopping is the farm's own business, and time limits are the pool's.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    protocolTimeout: 0,
    signal,
  })
}

async function handleOf(
  browser: Browser,
  profile: string,
  { sandbox: sandboxed, beginFrames }: LaunchOptions,
  signal: AbortSignal,
): Promise<LaunchedBrowser> {
  const life = browserLife(browser, profile, signal)
  const { ended } = life
  // What is asked of a browser that ends meanwhile may be left without an answer.
  const gone = ended.then(() => Promise.reject(new Error('The browser ended at once')))
  gone.catch(() => {})
  try {
    const { root, product, revision } = await Promise.race([ask(browser), gone])
    return {
      ...life,
      root,
      beginFrames,
      open: (place) => open(root, place, beginFrames),
      version: `${product}${revision}`,
      sandboxed,
      silent: untilSilent({ ask: () => root.send('Browser.getVersion'), ended }),
    }
  } catch (error) {
    await life.kill()
    throw error
  }
}

async function ask(browser: Browser) {
  const root = await browser.target().createCDPSession()
  const version = await root.send('Browser.getVersion')
  await root.send('Browser.setDownloadBehavior', { behavior: 'deny' }).catch(() => {})
  return { root, ...version }
}

async function open(root: CDPSession, place: TargetPlace, enableBeginFrameControl: boolean): Promise<CDPSession> {
  const frames = enableBeginFrameControl ? { enableBeginFrameControl } : {}
  const { targetId } = await root.send('Target.createTarget', { url: 'about:blank', ...place, ...frames })
  const { sessionId } = await root.send('Target.attachToTarget', { targetId, flatten: true })
  const session = root.connection()?.session(sessionId)
  if (!session) throw new Error('The page has gone')
  return session
}
