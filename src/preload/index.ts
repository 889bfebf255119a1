import { contextBridge, ipcRenderer } from 'electron'
import { type DesktopBridge, TOKEN_CHANNEL } from './bridge.ts'

/** All that a page gets of the desktop. Each member is one call, so that no channel can be named from outside. */
const bridge: DesktopBridge = {
  platform: process.platform,
  readToken: () => ipcRenderer.invoke(TOKEN_CHANNEL) as Promise<string>,
}
contextBridge.exposeInMainWorld('desktop', bridge)
