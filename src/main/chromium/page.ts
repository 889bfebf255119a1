import type { CDPSession } from 'puppeteer-core'
import { type Camera, chromiumCamera } from './camera.ts'
import { followConsole } from './console-log.ts'
import { frameCamera } from './frame-camera.ts'
import type { LaunchedBrowser, TargetPlace } from './launch.ts'
import { guardNavigation, type NavigationGuard } from './navigation-guard.ts'
import { followRequests, type RequestLog } from './request-log.ts'
import type { Surface } from './surface.ts'

export interface ProxyLogin {
  /** As the browser writes it; default 127.0.0.1. */
  host?: string
  port: number
  username: string
  password: string
}

/** The page of a job, ready to be written to. */
export interface Page {
  session: CDPSession
  camera: Camera
  frameId: string
  javaScript: boolean
  requests: RequestLog
  guard: NavigationGuard
  console: string[]
  /** What the page was last sized to, so that it is not sized again. */
  size: string
  /** The scale that its window was made at. */
  windowScale: number
  /** Whether the window has to be replaced before the next document: it bears marks of the last, or may. */
  isMarked: boolean
  /** Settles with an error when the page's process has crashed. */
  crashed: Promise<Error>
}

// A host of the proxy's own: answered without any network, and by then Chromium has been asked for the login.
const PRIMING_URL = 'http://prime.bindery.invalid/'
/** DevTools would otherwise keep every response body for as long as the page lives. */
const NO_BODIES = { maxTotalBufferSize: 0, maxResourceBufferSize: 0 }
const TRANSPARENT = { r: 0, g: 0, b: 0, a: 0 }
// Of these two Windows does not ask the environment, nor does a browser on another machine.
const CLOCK = { timezoneId: 'UTC' }
const TONGUE = { locale: 'en-US' }
const LIKE_A_SCREEN = { media: 'screen', features: [{ name: 'prefers-color-scheme', value: 'light' }] }

/** Leads a page to a new, empty document; nothing of the last one outlives its window. */
export const goBlank = (session: CDPSession): Promise<void> => lead(session, 'about:blank')

/** Comes back when the very document that was asked for has loaded: the load event of another may still be on its way. */
async function lead(session: CDPSession, url: string): Promise<void> {
  const loaded = new Set<string>()
  let present = ''
  let onLoad = () => {}
  const navigated = ({ frame }: { frame: { parentId?: string; loaderId: string } }) => {
    if (frame.parentId === undefined) present = frame.loaderId
  }
  const fired = () => {
    loaded.add(present)
    onLoad()
  }
  session.on('Page.frameNavigated', navigated).on('Page.loadEventFired', fired)
  try {
    const { loaderId = '', errorText } = await session.send('Page.navigate', { url })
    if (loaderId === '') throw new Error(`The page could not be led to ${url}: ${errorText}`)
    await new Promise<void>((resolve) => {
      onLoad = () => {
        if (loaded.has(loaderId)) resolve()
      }
      onLoad()
    })
  } finally {
    session.off('Page.frameNavigated', navigated).off('Page.loadEventFired', fired)
  }
}

/**
 * Opens a page: switches on what a job needs, and has Chromium learn the proxy's login by one request. It keeps it for
 * the whole browser context (HTTP, CONNECT and WebSocket alike), so no request of a job has to be paused for it.
 * @param surface what its frames are drawn into, where that may be read
 */
export async function openPage(
  browser: Pick<LaunchedBrowser, 'open' | 'beginFrames'>,
  place: TargetPlace,
  javaScript: boolean,
  proxy: ProxyLogin,
  surface: Surface | null = null,
): Promise<Page> {
  const session = await browser.open(place)
  const camera = browser.beginFrames ? frameCamera(session, surface) : chromiumCamera(session)
  const crashed = new Promise<Error>((resolve) =>
    session.once('Inspector.targetCrashed', () => resolve(new Error('The page crashed'))),
  )
  return orCrashed(prepare(session, camera, crashed, javaScript, proxy), crashed)
}

/** What is asked of a page whose process has crashed is left without an answer. */
export function orCrashed<T>(work: Promise<T>, crashed: Promise<Error>): Promise<T> {
  return Promise.race([work, crashed.then((error) => Promise.reject(error))])
}

async function prepare(
  session: CDPSession,
  camera: Camera,
  crashed: Promise<Error>,
  javaScript: boolean,
  proxy: ProxyLogin,
): Promise<Page> {
  const [{ frameTree }] = await Promise.all([
    session.send('Page.getFrameTree'),
    session.send('Page.enable'),
    session.send('Inspector.enable'),
    session.send('Network.enable', NO_BODIES),
    // What a picture shows must not depend on which process drew it, and when.
    session.send('Network.setCacheDisabled', { cacheDisabled: true }),
    session.send('Network.setBypassServiceWorker', { bypass: true }),
    session.send('Emulation.setDefaultBackgroundColorOverride', { color: TRANSPARENT }),
    session.send('Emulation.setEmulatedMedia', LIKE_A_SCREEN),
    javaScript ? null : session.send('Emulation.setScriptExecutionDisabled', { value: true }),
  ])
  const frameId = frameTree.frame.id
  session.on('Page.javascriptDialogOpening', ({ type }) => {
    session.send('Page.handleJavaScriptDialog', { accept: type === 'beforeunload' }).catch(() => {})
  })
  const guard = await guardNavigation(session, frameId, proxy)
  await lead(session, PRIMING_URL)
  await goBlank(session)
  await Promise.all([
    session.send('Emulation.setTimezoneOverride', CLOCK),
    session.send('Emulation.setLocaleOverride', TONGUE),
  ])
  const requests = followRequests(session)
  const console = javaScript ? await followConsole(session) : []
  return {
    session,
    camera,
    frameId,
    javaScript,
    requests,
    guard,
    console,
    size: '',
    windowScale: 1,
    isMarked: false,
    crashed,
  }
}
