import { EventEmitter } from 'node:events'
import type * as Electron from 'electron'

/**
 * Stands in for `electron`, by Electron's own typings: what the desktop uses, what was asked of it, and the events that
 * Electron would send. Windows load nothing.
 */

export const asked = {
  paths: {} as Record<string, string>,
  external: [] as string[],
  errors: [] as string[],
  exits: [] as number[],
  /** How often Electron went through with quitting. */
  quits: 0,
}

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
  'isPackaged' | 'requestSingleInstanceLock' | 'whenReady' | 'quit' | 'exit' | 'setPath'
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
  exit = (code = 0) => void asked.exits.push(code)
  quit = () => {
    const event = newEvent({})
    this.emit('before-quit', event)
    if (!event.isPrevented) asked.quits++
  }
}
export const app = new StandInApp()

type OpenHandler = Parameters<Electron.WebContents['setWindowOpenHandler']>[0]

export class StandInContents
  extends EventEmitter
  implements Pick<Electron.WebContents, 'getURL' | 'setWindowOpenHandler'>
{
  url = ''
  open: OpenHandler = () => ({ action: 'allow' })
  getURL = () => this.url
  setWindowOpenHandler = (handler: OpenHandler) => {
    this.open = handler
  }
}

type WindowPart = Pick<Electron.BrowserWindow, 'show' | 'hide' | 'focus' | 'restore' | 'isMinimized' | 'loadURL'>

export class BrowserWindow extends EventEmitter implements WindowPart {
  static all: BrowserWindow[] = []
  static getAllWindows = () => BrowserWindow.all
  readonly webContents = new StandInContents()
  readonly options: Electron.BrowserWindowConstructorOptions
  /** What was done to it, in order. */
  done: string[] = []
  minimized = false

  constructor(options: Electron.BrowserWindowConstructorOptions) {
    super()
    this.options = options
    BrowserWindow.all.push(this)
    app.emit('web-contents-created', {}, this.webContents)
  }

  show = () => void this.done.push('show')
  hide = () => void this.done.push('hide')
  focus = () => void this.done.push('focus')
  restore = () => void this.done.push('restore')
  isMinimized = () => this.minimized
  loadURL = async (url: string) => {
    this.webContents.url = url
    this.emit('ready-to-show')
  }
}

type SessionPart = Pick<
  Electron.Session,
  'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'
>

export const handlers = {
  request: null as Parameters<SessionPart['setPermissionRequestHandler']>[0],
  check: null as Parameters<SessionPart['setPermissionCheckHandler']>[0],
  device: null as Parameters<SessionPart['setDevicePermissionHandler']>[0],
  invoke: {} as Record<string, Parameters<Electron.IpcMain['handle']>[1]>,
}

const defaultSession: SessionPart = {
  setPermissionRequestHandler: (handler) => {
    handlers.request = handler
  },
  setPermissionCheckHandler: (handler) => {
    handlers.check = handler
  },
  setDevicePermissionHandler: (handler) => {
    handlers.device = handler
  },
}
export const session = { defaultSession }

export const shell: Pick<Electron.Shell, 'openExternal'> = {
  openExternal: async (url) => void asked.external.push(url),
}
export const dialog: Pick<Electron.Dialog, 'showErrorBox'> = {
  showErrorBox: (title, content) => void asked.errors.push(`${title}: ${content}`),
}
export const ipcMain: Pick<Electron.IpcMain, 'handle'> = {
  handle: (channel, listener) => {
    handlers.invoke[channel] = listener
  },
}

/** As after a fresh start of the process. */
export function forgetAll(): void {
  app.removeAllListeners()
  app.isFirst = true
  app.ready = Promise.resolve()
  BrowserWindow.all = []
  Object.assign(asked, { paths: {}, external: [], errors: [], exits: [], quits: 0 })
  Object.assign(handlers, { request: null, check: null, device: null, invoke: {} })
}
