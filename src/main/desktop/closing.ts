import { app, type BrowserWindow, dialog } from 'electron'
import type { Quitting } from './quit.ts'
import type { DesktopSettingsStore } from './settings.ts'

export interface ClosingParts {
  settings: DesktopSettingsStore
  hasTray: boolean
  platform: NodeJS.Platform
  quitting: Quitting
  onFault(error: unknown): void
}

/** What closing the window does: Bindery runs on in the tray, or minimised where there is none, or it quits. Asked once. */
export function handleClosing(window: BrowserWindow, parts: ClosingParts): void {
  const { settings, hasTray, platform, quitting, onFault } = parts
  let isAsking = false
  const close = (keepsRunning: boolean) => {
    if (!keepsRunning) return app.quit()
    outOfFullScreen(window, platform, () => (hasTray ? window.hide() : window.minimize()))
  }
  const ask = async () => {
    isAsking = true
    const answer = await askWhetherToRunOn(window, hasTray).finally(() => {
      isAsking = false
    })
    if (answer === null) return
    try {
      settings.change({ closeToTray: answer })
    } catch (error) {
      // It is asked again next time; to close the window needs no disk.
      onFault(error)
    }
    close(answer)
  }
  window.on('close', (event) => {
    if (quitting.hasBegun()) return
    event.preventDefault()
    const { closeToTray } = settings.current()
    if (closeToTray !== null) close(closeToTray)
    else if (!isAsking) ask().catch(onFault)
  })
}

/** On macOS a window that is hidden in full screen leaves a black screen, and can't be minimised in it. */
function outOfFullScreen(window: BrowserWindow, platform: NodeJS.Platform, andThen: () => void): void {
  if (platform === 'darwin' && window.isFullScreen()) {
    window.once('leave-full-screen', andThen)
    window.setFullScreen(false)
  } else andThen()
}

/** Null where the person would rather not close it. */
async function askWhetherToRunOn(window: BrowserWindow, hasTray: boolean): Promise<boolean | null> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: 'Keep Bindery running when its window is closed?',
    detail: `Pictures stay fresh only while it runs. It ${hasTray ? 'stays in the tray' : 'is minimised instead'}. You can change this in Settings.`,
    buttons: ['Keep running', 'Quit', 'Cancel'],
    defaultId: 0,
    cancelId: 2,
  })
  return response === 2 ? null : response === 0
}
