import { app, BrowserWindow, dialog, shell } from 'electron'
import { join } from 'node:path'
import { pino } from 'pino'
import { readVersion } from '../app-root.ts'
import { type Farm, startFarm } from '../farm.ts'
import { systemKeychain } from '../keychain.ts'
import type { FarmOptions } from '../options.ts'

/** The farm with a window on it. A second start brings the first one's window forward. */
export async function runDesktop(options: FarmOptions, root: string): Promise<void> {
  if (!app.requestSingleInstanceLock({ dataDir: options.dataDir })) return app.quit()
  await app.whenReady()
  const farm = await startOrExplain(options, root)
  if (!farm) return app.exit(1)

  const window = openWindow(farm, root)
  app.on('second-instance', () => {
    if (window.isMinimized()) window.restore()
    window.focus()
  })
  let isDrained = false
  app.on('before-quit', (event) => {
    if (isDrained) return
    event.preventDefault()
    void farm.stop().finally(() => {
      isDrained = true
      app.quit()
    })
  })
}

async function startOrExplain(options: FarmOptions, root: string): Promise<Farm | null> {
  try {
    return await startFarm({
      options,
      root,
      version: readVersion(root),
      log: pino({ level: options.logLevel }),
      keychain: systemKeychain(options.dataDir),
    })
  } catch (error) {
    dialog.showErrorBox('Bindery cannot start', (error as Error).message)
    return null
  }
}

function openWindow(farm: Farm, root: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 1280,
    height: 840,
    show: false,
    webPreferences: {
      preload: join(root, 'out', 'preload', 'index.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
    },
  })
  window.once('ready-to-show', () => window.show())
  window.webContents.setWindowOpenHandler(({ url }) => {
    if (url.startsWith('https://')) void shell.openExternal(url)
    return { action: 'deny' }
  })
  window.webContents.on('will-navigate', (event) => {
    if (!event.url.startsWith(`${farm.url}/app/`)) event.preventDefault()
  })
  window.webContents.session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false))
  void window.loadURL(`${farm.url}/app/#token=${farm.keys.sessionToken}`)
  return window
}
