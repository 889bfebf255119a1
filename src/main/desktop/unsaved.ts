import { type BrowserWindow, dialog } from 'electron'
import type { Quitting } from './quit.ts'

/** A page with unsaved edits keeps its window open; the person is asked, since Electron itself would say nothing. */
export function askBeforeLeaving(window: BrowserWindow, quitting: Quitting): void {
  window.webContents.on('will-prevent-unload', (event) => {
    if (!quitting.mayAsk() || mayLeave(window)) event.preventDefault()
    else quitting.cancel()
  })
}

function mayLeave(window: BrowserWindow): boolean {
  window.show()
  const answer = dialog.showMessageBoxSync(window, {
    type: 'warning',
    message: 'Leave without saving?',
    detail: 'What you have changed and not saved is lost.',
    buttons: ['Stay', 'Leave'],
    defaultId: 0,
    cancelId: 0,
  })
  return answer === 1
}
