import { mkdir, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import puppeteer, { type Browser, type CDPSession } from 'puppeteer-core'
import { orAborted } from '../aborted.ts'
import { diagnose } from './diagnose.ts'
import { browserFlags } from './flags.ts'
import { fontConfig } from './fonts.ts'
import { makeProfile, removeProfile } from './profile.ts'
import { untilSilent } from './pulse.ts'
import { heedSpawnFaults } from './spawn-faults.ts'

/** How long a browser may take to end by itself, in milliseconds, before it is killed. */
const CLOSE_LIMIT_MS = 1_000
/** Free bytes of /dev/shm below which large pictures would crash Chromium. */
const ENOUGH_SHARED_MEMORY = 512 * 1024 * 1024

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

export interface LaunchedBrowser {
  /** The browser's own session; sessions of pages are had through `attach`. */
  root: CDPSession
  /** Whether its pages have frames only when they are told to. */
  beginFrames: boolean
  /** Opens a page of that size, in a browser context of its own where one is named. */
  open(place: TargetPlace): Promise<CDPSession>
  pid: number
  /** Product and revision, e.g. `HeadlessChrome/153.0.8010.0@86cee6d…`. */
  version: string
  sandboxed: boolean
  /** Settles when the process has ended, for whatever reason, and its folder is removed. */
  ended: Promise<void>
  /** Settles with an error when it runs but does not answer any more. */
  silent: Promise<Error>
  /** Asks it to end, and kills it when it does not. */
  close(): Promise<void>
  /** Kills it with all its children. */
  kill(): Promise<void>
}

// Names that a process needs to run at all; whatever else is in the farm's environment may be a secret.
const PASSED_ON = ['PATH', 'LD_LIBRARY_PATH', 'SystemRoot', 'SYSTEMROOT', 'WINDIR', 'PROGRAMFILES', 'PROGRAMDATA']

export async function browserEnvironment(profile: string, cacheDir: string): Promise<Record<string, string>> {
  const passedOn = PASSED_ON.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))
  const places = { HOME: profile, TMPDIR: profile, TEMP: profile, TMP: profile, XDG_CONFIG_HOME: profile }
  // Pages see the time zone and language of the contract's defaults wherever the farm stands.
  const environment = { ...Object.fromEntries(passedOn), ...places, TZ: 'UTC', LANG: 'en_US.UTF-8' }
  if (process.platform !== 'linux') return environment
  const fontCache = join(cacheDir, 'fontconfig')
  await mkdir(fontCache, { recursive: true, mode: 0o700 })
  const fonts = join(profile, 'fonts.conf')
  await writeFile(fonts, fontConfig(fontCache))
  return { ...environment, FONTCONFIG_FILE: fonts }
}

export async function hasSmallSharedMemory(): Promise<boolean> {
  if (process.platform !== 'linux') return false
  const free = await statfs('/dev/shm').catch(() => null)
  return !free || free.bavail * free.bsize < ENOUGH_SHARED_MEMORY
}

export const isRoot = (): boolean => process.platform === 'linux' && process.getuid?.() === 0

/** What Chromium says where the kernel or the distribution grants it no sandbox. */
export const NO_SANDBOX =
  /no usable sandbox|sandbox_linux|setuid_sandbox_host|move to new namespace|zygote_host_impl_linux/i

/**
 * Starts one browser process over the pipe, sandboxed unless it can't be: Chromium refuses to run as root with its
 * sandbox, and needs user namespaces. Any other failure is thrown.
 */
export async function launchBrowser(options: LaunchOptions): Promise<LaunchedBrowser> {
  if (!options.sandbox || isRoot()) return launchOnce({ ...options, sandbox: false })
  try {
    return await launchOnce(options)
  } catch (error) {
    if (process.platform !== 'linux' || !NO_SANDBOX.test(String(error))) throw error
    return launchOnce({ ...options, sandbox: false })
  }
}

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
    const heeded = heedSpawnFaults(path)
    const starting = startProcess(path, args, env, cut).finally(heeded)
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
  const child = browser.process()
  if (!child?.pid) throw new Error('The browser ended at once')
  const pid = child.pid
  const exited = new Promise<void>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve()
    else child.once('exit', () => resolve())
  })
  const ended = exited.then(() => {
    // The main process may have gone alone; its group takes the rest along.
    killGroup(pid)
    return removeProfile(profile).catch(() => {})
  })
  const kill = () => {
    killGroup(pid)
    child.kill('SIGKILL')
    return ended
  }
  const close = async () => {
    const limit = setTimeout(kill, CLOSE_LIMIT_MS)
    await browser.close().catch(kill)
    await ended
    clearTimeout(limit)
  }
  if (signal.aborted) void kill()
  else signal.addEventListener('abort', kill, { once: true })
  void ended.then(() => signal.removeEventListener('abort', kill))
  // What is asked of a browser that ends meanwhile may be left without an answer.
  const gone = ended.then(() => Promise.reject(new Error('The browser ended at once')))
  gone.catch(() => {})
  const ask = async () => {
    const root = await browser.target().createCDPSession()
    const version = await root.send('Browser.getVersion')
    await root.send('Browser.setDownloadBehavior', { behavior: 'deny' }).catch(() => {})
    return { root, ...version }
  }
  try {
    const { root, product, revision } = await Promise.race([ask(), gone])
    return {
      root,
      beginFrames,
      open: (place) => open(root, place, beginFrames),
      pid,
      version: `${product}${revision}`,
      sandboxed,
      ended,
      silent: untilSilent({ ask: () => root.send('Browser.getVersion'), ended }),
      close,
      kill,
    }
  } catch (error) {
    await kill()
    throw error
  }
}

/** Chromium is started as the leader of a process group of its own wherever there are groups. */
function killGroup(pid: number): void {
  if (process.platform === 'win32') return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // Nothing is left of it.
  }
}

async function open(root: CDPSession, place: TargetPlace, enableBeginFrameControl: boolean): Promise<CDPSession> {
  const frames = enableBeginFrameControl ? { enableBeginFrameControl } : {}
  const { targetId } = await root.send('Target.createTarget', { url: 'about:blank', ...place, ...frames })
  const { sessionId } = await root.send('Target.attachToTarget', { targetId, flatten: true })
  const session = root.connection()?.session(sessionId)
  if (!session) throw new Error('The page has gone')
  return session
}
