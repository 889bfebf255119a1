import { join } from 'node:path'
import { app, BrowserWindow } from 'electron'
import { GO_CHANNEL } from '../../preload/bridge.ts'
import { bringBack, recallWindow, rememberWindow } from './window-memory.ts'
import { MIN_SIZE } from './window-place.ts'

/** The one window. It is made once and hidden rather than closed, so that what one was doing is there again. */
export interface DeskWindow {
  readonly window: BrowserWindow
  /** Brings it forward, from the tray too. */
  show(): void
  /** Brings it forward at a place, a fragment such as `#/runs`. */
  goTo(place: string): void
  /** Whether the person looks at it. */
  isLookedAt(): boolean
}

export interface WindowParts {
  root: string
  dataDir: string
  /** What it is at the start: not there at all, or minimised, where there is no tray to open it from. */
  start: 'shown' | 'hidden' | 'minimised'
}

/** Makes the window; `loadUi` shows the UI in it. */
export function createWindow({ root, dataDir, start }: WindowParts): DeskWindow {
  const { bounds, isMaximised } = recallWindow(dataDir)
  const window = new BrowserWindow({
    ...bounds,
    minWidth: MIN_SIZE.width,
    minHeight: MIN_SIZE.height,
    show: false,
    title: 'Bindery',
    icon: join(root, 'resources', 'icons', 'icon-256.png'),
    webPreferences: {
      preload: join(root, 'out', 'preload', 'index.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      devTools: !app.isPackaged,
      // It would fetch its dictionaries from the network.
      spellcheck: false,
    },
  })
  rememberWindow(window, dataDir)
  let isFirst = true
  const present = () => {
    // To maximise is to show; a window that starts hidden is maximised when it is first seen.
    if (isFirst && isMaximised) window.maximize()
    isFirst = false
    window.show()
  }
  if (start === 'shown') window.once('ready-to-show', present)
  if (start === 'minimised') window.once('ready-to-show', () => window.minimize())
  const show = () => {
    if (window.isDestroyed()) return
    if (window.isMinimized()) window.restore()
    bringBack(window)
    present()
    window.focus()
  }
  return {
    window,
    show,
    goTo(place) {
      show()
      if (!window.isDestroyed()) window.webContents.send(GO_CHANNEL, place)
    },
    isLookedAt: () => !window.isDestroyed() && window.isVisible() && window.isFocused(),
  }
}

/** The token does not go by the address; the page asks for it. */
export const loadUi = ({ window }: DeskWindow, farmUrl: string): Promise<void> => window.loadURL(`${farmUrl}/app/`)
