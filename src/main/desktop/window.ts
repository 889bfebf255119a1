import { join } from 'node:path'
import { BrowserWindow } from 'electron'

/** Opens the UI. The token does not go by the address; the page asks for it. */
export async function openWindow(farmUrl: string, root: string): Promise<void> {
  const window = new BrowserWindow({
    width: 1280,
    height: 840,
    minWidth: 480,
    minHeight: 360,
    show: false,
    title: 'Bindery',
    webPreferences: {
      preload: join(root, 'out', 'preload', 'index.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
    },
  })
  window.once('ready-to-show', () => window.show())
  await window.loadURL(`${farmUrl}/app/`)
}
