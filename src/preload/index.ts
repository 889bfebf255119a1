import { contextBridge } from 'electron'

/** What the page may know of the window that it is in. */
contextBridge.exposeInMainWorld('desktop', { platform: process.platform })
