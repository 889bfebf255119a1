import { join } from 'node:path'
import { app, BrowserWindow } from 'electron'

/**
 * Makes this the one desktop on a data dir. Electron knows instances by where they keep their own things, so that
 * these go into the data dir: another data dir is another desktop.
 * @returns false where there is one already, which is then told of this start
 */
export function claimInstance(dataDir: string): boolean {
  app.setPath('userData', join(dataDir, 'desktop'))
  return app.requestSingleInstanceLock()
}

/** A second start brings the first one's window forward. */
export function showOnSecondStart(): void {
  app.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows()
    if (!window) return
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
  })
}
