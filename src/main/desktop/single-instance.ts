import { join } from 'node:path'
import { app } from 'electron'

/**
 * Makes this the one desktop on a data dir. Electron knows instances by where they keep their own things, so that
 * these go into the data dir: another data dir is another desktop.
 * @returns false where there is one already, which is then told of this start
 */
export function claimInstance(dataDir: string): boolean {
  app.setPath('userData', join(dataDir, 'desktop'))
  return app.requestSingleInstanceLock()
}

/** A second start brings the window forward, from the tray too, unless it is the system's own at login. */
export function onSecondStart(show: () => void): void {
  app.on('second-instance', (_event, argv) => {
    if (!argv.includes('--hidden')) show()
  })
}

/** So does a click on the icon in the dock. macOS says so of its own start as well, before there is a window. */
export function onActivate(show: () => void): void {
  app.on('activate', show)
}
