/** What the browser is started with. See docs/rendering.md for the reasons in prose. */
export interface FlagOptions {
  profile: string
  proxyPort: number
  sandbox: boolean
  /** Whether its pages have frames only when they are told to (frame-camera.ts). */
  beginFrames: boolean
  /** Whether /dev/shm is too small for pictures (Docker gives 64 MB). */
  smallSharedMemory: boolean
}

const QUIET = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-sync',
  '--disable-breakpad',
  '--disable-crash-reporter',
  '--disable-extensions',
  '--no-first-run',
  '--no-default-browser-check',
  '--no-pings',
  '--mute-audio',
  '--block-new-web-contents',
  '--password-store=basic',
  '--use-mock-keychain',
]

// The same input has to give the same pixels: no hinting, no sub-pixel text, no half-decoded images; 2 is the
// policy under which animated images and SVG's own animations stay at their first frame.
const STEADY = [
  '--hide-scrollbars',
  '--font-render-hinting=none',
  '--force-color-profile=srgb',
  '--disable-lcd-text',
  '--disable-checker-imaging',
  '--blink-settings=imageAnimationPolicy=2',
  '--lang=en-US',
]

// Has a frame finished, with all its images and tiles, before it is shown; needed to take pictures with frames.
const FRAMES_BY_HAND = ['--enable-begin-frame-control', '--run-all-compositor-stages-before-draw']

// A page in the background of nothing must not be slowed down or put to sleep.
const AWAKE = [
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
]

/**
 * Frames of other sites stay in the page's own process, so that what is switched off for the page (scripts) is off in
 * them too; a process holds one job at a time and nothing worth stealing.
 */
const DISABLED_FEATURES = [
  'IsolateOrigins',
  'site-per-process',
  'IsolateSandboxedIframes',
  'Translate',
  'MediaRouter',
  'OptimizationHints',
  'AutofillServerCommunication',
  'WebBluetooth',
]

/**
 * A network service with a process of its own would be restarted behind the farm's back when it dies, without the
 * proxy's login: pages would lose their images. In the browser's it is one process less, and its end is the browser's.
 */
const ENABLED_FEATURES = ['NetworkServiceInProcess2']

export function browserFlags({ profile, proxyPort, sandbox, beginFrames, smallSharedMemory }: FlagOptions): string[] {
  return [
    '--headless',
    ...QUIET,
    ...STEADY,
    ...AWAKE,
    ...(beginFrames ? FRAMES_BY_HAND : []),
    '--disable-site-isolation-trials',
    `--disable-features=${DISABLED_FEATURES.join(',')}`,
    `--enable-features=${ENABLED_FEATURES.join(',')}`,
    // The one way out is the farm's proxy: no names of Chromium's own, no loopback exception, no UDP.
    `--proxy-server=http://127.0.0.1:${proxyPort}`,
    '--proxy-bypass-list=<-loopback>',
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    '--disable-quic',
    '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
    ...(sandbox ? [] : ['--no-sandbox']),
    ...(smallSharedMemory ? ['--disable-dev-shm-usage'] : []),
    '--window-size=1200,630',
    `--user-data-dir=${profile}`,
    'about:blank',
  ]
}
