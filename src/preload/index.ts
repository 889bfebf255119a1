import { contextBridge, ipcRenderer } from 'electron'
import { CHANNELS, type DesktopBridge, GO_CHANNEL } from './bridge.ts'

/** All that a page gets of the desktop. Each member is one call, so that no channel can be named from outside. */
const bridge: DesktopBridge = {
  platform: process.platform,
  readToken: () => ipcRenderer.invoke(CHANNELS.readToken),
  openFile: (kind) => ipcRenderer.invoke(CHANNELS.openFile, kind),
  saveFile: (request) => ipcRenderer.invoke(CHANNELS.saveFile, request),
  readSettings: () => ipcRenderer.invoke(CHANNELS.readSettings),
  changeSettings: (update) => ipcRenderer.invoke(CHANNELS.changeSettings, update),
  restart: () => ipcRenderer.invoke(CHANNELS.restart),
}
contextBridge.exposeInMainWorld('desktop', bridge)

// Where a notification or the tray leads is a link like any other, which asks before it leaves what is not saved.
ipcRenderer.on(GO_CHANNEL, (_event, place: string) => {
  location.hash = place
})
