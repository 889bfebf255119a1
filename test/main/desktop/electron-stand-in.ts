import { EventEmitter } from 'node:events'
import type * as Electron from 'electron'

/**
 * Stands in for `electron`, by Electron's own typings: what the desktop uses, what was asked of it, and the events that
 * Electron would send. Windows load nothing.
 */

type Login = Electron.Settings

const nothingAsked = () => ({
  paths: {} as Record<string, string>,
  external: [] as string[],
  /** Files that were shown in their folder. */
  shown: [] as string[],
  /** Error boxes. */
  errors: [] as string[],
  exits: [] as number[],
  relaunches: [] as Electron.RelaunchOptions[],
  /** How often Electron went through with quitting. */
  quits: 0,
  /** Message boxes, each with the label of the button that answered it. */
  messages: [] as { options: Electron.MessageBoxOptions; answer: string }[],
  copied: [] as string[],
  login: null as Login | null,
  opened: [] as Electron.OpenDialogOptions[],
  saved: [] as Electron.SaveDialogOptions[],
  fetched: [] as string[],
  proxies: [] as Electron.ProxyConfig[],
})
export const asked = nothingAsked()

const usualAnswers = () => ({
  /** Labels of the buttons that message boxes are answered with, in order; a box that nobody answers fails the test. */
  buttons: [] as RegExp[],
  openPath: null as string | null,
  savePath: null as string | null,
  release: null as unknown,
  openAtLogin: false,
  /** Whether the Task Manager leaves a login item on. */
  isStartupApproved: true,
  wasOpenedAtLogin: false,
  hasBrowser: true,
})
/** What the person, and the world outside, say. */
export const answers = usualAnswers()

type Prevent = { isPrevented: boolean; preventDefault(): void }
export const newEvent = <T extends object>(members: T): T & Prevent => ({
  ...members,
  isPrevented: false,
  preventDefault() {
    this.isPrevented = true
  },
})

type AppPart = Pick<
  Electron.App,
  | 'isPackaged'
  | 'requestSingleInstanceLock'
  | 'whenReady'
  | 'quit'
  | 'exit'
  | 'setPath'
  | 'setAppUserModelId'
  | 'relaunch'
  | 'getLoginItemSettings'
  | 'setLoginItemSettings'
>

class StandInApp extends EventEmitter implements AppPart {
  isPackaged = false
  isFirst = true
  ready: Promise<void> = Promise.resolve()
  requestSingleInstanceLock = () => this.isFirst
  whenReady = () => this.ready
  setPath = (name: string, path: string) => {
    asked.paths[name] = path
  }
  setAppUserModelId = () => {}
  relaunch = (options?: Electron.RelaunchOptions) => void asked.relaunches.push(options ?? {})
  exit = (code = 0) => void asked.exits.push(code)
  /** In Electron's order: before-quit, then all windows are closed, then will-quit. Each can keep it from happening. */
  quit = () => {
    for (const [name, isGoing] of [
      ['before-quit', () => true],
      ['will-quit', () => BrowserWindow.all.every((window) => window.close())],
    ] as const) {
      const event = newEvent({})
      if (!isGoing()) return
      this.emit(name, event)
      if (event.isPrevented) return
    }
    asked.quits++
    this.emit('quit')
  }
  getLoginItemSettings = () => {
    const { openAtLogin, wasOpenedAtLogin, isStartupApproved } = answers
    const executableWillLaunchAtLogin = openAtLogin && isStartupApproved
    return { openAtLogin, wasOpenedAtLogin, executableWillLaunchAtLogin } as Electron.LoginItemSettings
  }
  setLoginItemSettings = (settings: Login) => {
    asked.login = settings
    answers.openAtLogin = settings.openAtLogin ?? false
  }
}
export const app = new StandInApp()

type OpenHandler = Parameters<Electron.WebContents['setWindowOpenHandler']>[0]

export class StandInContents
  extends EventEmitter
  implements Pick<Electron.WebContents, 'getURL' | 'setWindowOpenHandler' | 'send' | 'isCrashed' | 'copyImageAt'>
{
  url = ''
  /** Where pictures were copied from. */
  copiedAt: [x: number, y: number][] = []
  hasCrashed = false
  sent: [channel: string, ...values: unknown[]][] = []
  open: OpenHandler = () => ({ action: 'allow' })
  getURL = () => this.url
  isCrashed = () => this.hasCrashed
  copyImageAt = (x: number, y: number) => void this.copiedAt.push([x, y])
  send = (channel: string, ...values: unknown[]) => void this.sent.push([channel, ...values])
  setWindowOpenHandler = (handler: OpenHandler) => {
    this.open = handler
  }
}

type WindowPart = Pick<
  Electron.BrowserWindow,
  | 'show'
  | 'hide'
  | 'focus'
  | 'restore'
  | 'minimize'
  | 'maximize'
  | 'isMinimized'
  | 'isMaximized'
  | 'isFullScreen'
  | 'setFullScreen'
  | 'isVisible'
  | 'isFocused'
  | 'isDestroyed'
  | 'getNormalBounds'
  | 'setBounds'
  | 'loadURL'
>

export class BrowserWindow extends EventEmitter implements WindowPart {
  static all: BrowserWindow[] = []
  readonly webContents = new StandInContents()
  readonly options: Electron.BrowserWindowConstructorOptions
  /** What was done to it, in order. */
  done: string[] = []
  /** Whether its page has something that is not saved. */
  hasUnsaved = false
  bounds: Electron.Rectangle
  isUp = false
  private isFull = false
  private state: 'normal' | 'minimised' | 'maximised' = 'normal'

  constructor(options: Electron.BrowserWindowConstructorOptions) {
    super()
    this.options = options
    const { x = 0, y = 0, width = 800, height = 600 } = options
    this.bounds = { x, y, width, height }
    BrowserWindow.all.push(this)
    app.emit('web-contents-created', {}, this.webContents)
    app.emit('browser-window-created', {}, this)
  }

  private note(what: string, isUp = this.isUp): void {
    this.done.push(what)
    this.isUp = isUp
  }
  show = () => {
    this.note('show', true)
    this.emit('show')
  }
  hide = () => this.note('hide', false)
  focus = () => this.note('focus')
  restore = () => {
    this.state = 'normal'
    this.note('restore', true)
  }
  minimize = () => {
    this.state = 'minimised'
    this.note('minimize', false)
  }
  maximize = () => {
    this.state = 'maximised'
    this.note('maximize', true)
    this.emit('show')
    this.emit('maximize')
  }
  setBounds = (bounds: Partial<Electron.Rectangle>) => {
    this.bounds = { ...this.bounds, ...bounds }
    this.note('setBounds')
  }
  isMinimized = () => this.state === 'minimised'
  isMaximized = () => this.state === 'maximised'
  isFullScreen = () => this.isFull
  /** It takes a while, as macOS does with its animation. */
  setFullScreen = (isFull: boolean) => {
    setImmediate(() => {
      this.isFull = isFull
      this.note(isFull ? 'fill' : 'unfill')
      this.emit(isFull ? 'enter-full-screen' : 'leave-full-screen')
    })
  }
  isVisible = () => this.isUp
  isFocused = () => this.isUp
  isDestroyed = () => !BrowserWindow.all.includes(this)
  getNormalBounds = () => this.bounds
  loadURL = async (url: string) => {
    this.webContents.url = url
    this.emit('ready-to-show')
  }

  /** As when the person closes it. @returns whether it is closed */
  close(): boolean {
    const closing = newEvent({})
    this.emit('close', closing)
    if (closing.isPrevented) return false
    // Here it is the other way round: to prevent is to let the page go.
    const unloading = newEvent({})
    if (this.hasUnsaved) this.webContents.emit('will-prevent-unload', unloading)
    if (this.hasUnsaved && !unloading.isPrevented) return false
    BrowserWindow.all = BrowserWindow.all.filter((window) => window !== this)
    this.emit('closed')
    return true
  }
}

export class Tray extends EventEmitter implements Pick<Electron.Tray, 'setToolTip' | 'destroy'> {
  static all: Tray[] = []
  icon: string
  tip = ''
  menu: StandInMenu | null = null
  isGone = false
  constructor(icon: string) {
    super()
    this.icon = icon
    Tray.all.push(this)
  }
  setImage = (icon: string) => {
    this.icon = icon
  }
  setToolTip = (tip: string) => {
    this.tip = tip
  }
  setContextMenu = (menu: StandInMenu) => {
    this.menu = menu
  }
  destroy = () => {
    this.isGone = true
  }
}

type Item = Electron.MenuItemConstructorOptions
export class StandInMenu {
  readonly items: Item[]
  constructor(items: Item[]) {
    this.items = items
  }
  /** The item whose label begins so, in submenus too. */
  find(label: string, items = this.items): Item | undefined {
    for (const item of items) {
      if (item.label?.startsWith(label)) return item
      const below = Array.isArray(item.submenu) ? this.find(label, item.submenu) : undefined
      if (below) return below
    }
    return undefined
  }
  popup(): void {
    Menu.popped = this
  }
  click(label: string): void {
    const click = this.find(label)?.click as (() => void) | undefined
    if (!click) throw new Error(`There is no ${label} to click`)
    click()
  }
}
export const Menu = {
  shown: null as StandInMenu | null,
  /** The one that was opened last under the pointer. */
  popped: null as StandInMenu | null,
  buildFromTemplate: (items: Item[]) => new StandInMenu(items),
  setApplicationMenu(menu: StandInMenu) {
    Menu.shown = menu
  },
}

/** An image is its path here. */
export const nativeImage = { createFromPath: (path: string) => path }

export class Notification extends EventEmitter implements Pick<Electron.Notification, 'show' | 'title' | 'body'> {
  static shown: Notification[] = []
  static isSupported = () => true
  readonly title: string
  readonly body: string
  constructor({ title = '', body = '' }: Electron.NotificationConstructorOptions) {
    super()
    this.title = title
    this.body = body
  }
  show = () => void Notification.shown.push(this)
}

const newDisplay = (id: number, workArea: Electron.Rectangle) => ({ id, workArea }) as Electron.Display
class StandInScreen extends EventEmitter implements Pick<Electron.Screen, 'getPrimaryDisplay' | 'getAllDisplays'> {
  displays: [Electron.Display, ...Electron.Display[]] = [newDisplay(1, { x: 0, y: 0, width: 1920, height: 1040 })]
  getPrimaryDisplay = () => this.displays[0]
  getAllDisplays = () => this.displays
  plugIn(...areas: Electron.Rectangle[]): void {
    this.displays = [this.displays[0], ...areas.map((area, index) => newDisplay(index + 2, area))]
    if (areas.length === 0) this.emit('display-removed')
  }
}
export const screen = new StandInScreen()

export const powerMonitor = new EventEmitter()

type SessionPart = Pick<
  Electron.Session,
  'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler' | 'setProxy'
>

export const handlers = {
  request: null as Parameters<SessionPart['setPermissionRequestHandler']>[0],
  check: null as Parameters<SessionPart['setPermissionCheckHandler']>[0],
  device: null as Parameters<SessionPart['setDevicePermissionHandler']>[0],
  before: null as ((details: { url: string }, decide: (response: Electron.CallbackResponse) => void) => void) | null,
  invoke: {} as Record<string, Parameters<Electron.IpcMain['handle']>[1]>,
}

class StandInSession extends EventEmitter implements SessionPart {
  setPermissionRequestHandler: SessionPart['setPermissionRequestHandler'] = (handler) => {
    handlers.request = handler
  }
  setPermissionCheckHandler: SessionPart['setPermissionCheckHandler'] = (handler) => {
    handlers.check = handler
  }
  setDevicePermissionHandler: SessionPart['setDevicePermissionHandler'] = (handler) => {
    handlers.device = handler
  }
  setProxy = async (config: Electron.ProxyConfig) => void asked.proxies.push(config)
  webRequest = {
    onBeforeRequest: (handler: NonNullable<typeof handlers.before>) => {
      handlers.before = handler
    },
  }
}
const defaultSession = new StandInSession()
export const session = {
  defaultSession,
  fromPartition: () => ({
    fetch: async (url: string) => {
      asked.fetched.push(url)
      return Response.json(answers.release)
    },
  }),
}

export const shell: Pick<Electron.Shell, 'openExternal' | 'showItemInFolder'> = {
  showItemInFolder: (path) => void asked.shown.push(path),
  openExternal: async (url) => {
    if (!answers.hasBrowser) throw new Error('no application')
    asked.external.push(url)
  },
}
export const clipboard: Pick<Electron.Clipboard, 'writeText'> = {
  writeText: async (text) => void asked.copied.push(text),
}

function answer(options: Electron.MessageBoxOptions): number {
  const words = answers.buttons.shift()
  const buttons = options.buttons ?? []
  const index = buttons.findIndex((label) => words?.test(label))
  asked.messages.push({ options, answer: buttons[index] ?? '' })
  if (index < 0) throw new Error(`Nobody answers “${options.message}” (${buttons.join(', ')})`)
  return index
}
/** With or without a window before the options. */
const last = <T>(given: unknown[]): T => given.at(-1) as T
export const dialog = {
  showErrorBox: (title: string, content: string) => void asked.errors.push(`${title}: ${content}`),
  showMessageBox: async (...given: unknown[]) => ({ response: answer(last(given)) }),
  showMessageBoxSync: (...given: unknown[]) => answer(last(given)),
  showOpenDialog: async (...given: unknown[]) => {
    asked.opened.push(last(given))
    return { canceled: answers.openPath === null, filePaths: answers.openPath === null ? [] : [answers.openPath] }
  },
  showSaveDialog: async (...given: unknown[]) => {
    asked.saved.push(last(given))
    return { canceled: answers.savePath === null, filePath: answers.savePath ?? '' }
  },
}
export const ipcMain: Pick<Electron.IpcMain, 'handle'> = {
  handle: (channel, listener) => {
    handlers.invoke[channel] = listener
  },
}

/** The preload's side. */
export const exposed: Record<string, unknown> = {}
export const contextBridge: Pick<Electron.ContextBridge, 'exposeInMainWorld'> = {
  exposeInMainWorld: (name, api) => {
    exposed[name] = api
  },
}
class StandInRenderer extends EventEmitter {
  invoked: unknown[][] = []
  invoke = async (...given: unknown[]) => {
    this.invoked.push(given)
    return 'answered'
  }
}
export const ipcRenderer = new StandInRenderer()

/** As after a fresh start of the process. */
export function forgetAll(): void {
  app.removeAllListeners()
  app.isFirst = true
  app.isPackaged = false
  app.ready = Promise.resolve()
  for (const emitter of [screen, powerMonitor, defaultSession]) emitter.removeAllListeners()
  screen.plugIn()
  BrowserWindow.all = []
  Tray.all = []
  Notification.shown = []
  Menu.shown = null
  Menu.popped = null
  Object.assign(asked, nothingAsked())
  Object.assign(answers, usualAnswers())
  Object.assign(handlers, { request: null, check: null, device: null, before: null, invoke: {} })
}
