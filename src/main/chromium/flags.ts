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
export const STEADY = [
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
export const DISABLED_FEATURES = [
  'IsolateOrigins',
  'site-per-process',
  'IsolateSandboxedIframes',
  'Translate',
  'MediaRouter',
  'OptimizationHints',
  'AutofillServerCommunication',
  'WebBluetooth',
  // A fenced frame whose page is refused ends the browser while its frames are made by hand.
  'FencedFrames',
  'FencedFramesAPIChanges',
  'FencedFramesDefaultMode',
]

/**
 * A network service with a process of its own would be restarted behind the farm's back when it dies, without the
 * proxy's login: pages would lose their images. In the browser's it is one process less, and its end is the browser's.
 */
export const ENABLED_FEATURES = ['NetworkServiceInProcess2']

/** Whatever the system's own policy is: see DISABLED_FEATURES. */
export const ONE_PROCESS = '--disable-site-isolation-trials'

/** The one way out is the farm's proxy: no UDP beside it. Names are not looked up either (`--host-resolver-rules`). */
export const NO_UDP = ['--disable-quic', '--force-webrtc-ip-handling-policy=disable_non_proxied_udp']
const noNamesBut = (hosts: readonly string[]): string =>
  `--host-resolver-rules=MAP * ~NOTFOUND, ${hosts.map((host) => `EXCLUDE ${host}`).join(', ')}`

export function browserFlags({ profile, proxyPort, sandbox, beginFrames, smallSharedMemory }: FlagOptions): string[] {
  return [
    '--headless',
    ...QUIET,
    ...STEADY,
    ...AWAKE,
    ...(beginFrames ? FRAMES_BY_HAND : []),
    ONE_PROCESS,
    `--disable-features=${DISABLED_FEATURES.join(',')}`,
    `--enable-features=${ENABLED_FEATURES.join(',')}`,
    `--proxy-server=http://127.0.0.1:${proxyPort}`,
    // Loopback is no exception.
    '--proxy-bypass-list=<-loopback>',
    noNamesBut(['127.0.0.1']),
    ...NO_UDP,
    ...(sandbox ? [] : ['--no-sandbox']),
    ...(smallSharedMemory ? ['--disable-dev-shm-usage'] : []),
    '--window-size=1200,630',
    `--user-data-dir=${profile}`,
    'about:blank',
  ]
}

export interface WorkerFlagOptions {
  profile: string
  /** Where its DevTools listen. */
  address: string
  port: number
  /** Addresses at which farms have their pages' proxy. */
  farms: readonly string[]
  sandbox: boolean
  smallSharedMemory: boolean
}

/** What a browser is started with that draws for farms on other machines: each page comes with its own proxy. */
export function workerFlags({ profile, address, port, farms, ...rest }: WorkerFlagOptions): string[] {
  return [
    ...browserFlags({ profile, proxyPort: 9, beginFrames: false, ...rest }).filter(
      (flag) => !flag.startsWith('--host-resolver-rules='),
    ),
    noNamesBut(['127.0.0.1', ...farms]),
    `--remote-debugging-address=${address}`,
    `--remote-debugging-port=${port}`,
  ]
}
