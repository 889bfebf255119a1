import { app } from 'electron'
import type { Logger } from 'pino'
import { readVersion } from '../process/app-root.ts'
import { makeDataDir } from '../process/data-dir.ts'
import type { FarmOptions } from '../process/options.ts'
import { systemKeychain } from '../secrets/keychain.ts'
import { announce } from './announce.ts'
import { openDesk } from './desk.ts'
import { explainFailure } from './error-dialog.ts'
import { wasOpenedAtLogin } from './login-item.ts'
import { drainOnQuit, type Quitting } from './quit.ts'
import { relaunch } from './relaunch.ts'
import { type DesktopSettingsStore, openDesktopSettings } from './settings.ts'
import { claimInstance, onActivate, onSecondStart } from './single-instance.ts'
import { startFarmWithHelp } from './start-farm.ts'
import { quitWithSystem } from './system-end.ts'
import type { DeskWindow } from './window.ts'

/** `appId` in electron-builder.yml. */
const APP_ID = 'app.bindery.desktop'

export interface DesktopStart {
  options: FarmOptions
  root: string
  log: Logger
  /** Whether the port was given: then it goes before the one that is set. */
  isPortGiven: boolean
  /** Whether it starts with no window, as at login. */
  isHidden: boolean
  /** Whether this desktop shows tray icons. */
  hasTray(): Promise<boolean>
}

/**
 * The farm with a window on it. Until its first wait it runs within Electron's own start, before the app is ready:
 * where Electron keeps its things can't be changed later.
 */
export async function runDesktop(start: DesktopStart): Promise<void> {
  const { options, root, log, isPortGiven } = start
  const { dataDir } = options
  let quitting: Quitting | null = null
  try {
    // Windows shows notifications of programs that it knows by the installer's name for them.
    app.setAppUserModelId(APP_ID)
    makeDataDir(dataDir)
    if (!claimInstance(dataDir)) return app.quit()
    const settings = openDesktopSettings(dataDir)
    const starting = app.whenReady().then(() => startFarm(start, settings))
    quitting = drainOnQuit(starting)
    const { quitNow } = quitting
    void app.whenReady().then(() => app.once('quit', quitWithSystem(quitNow)))
    let isShown = !start.isHidden
    let desk: DeskWindow | null = null
    onSecondStart(() => {
      isShown = true
      desk?.show()
    })
    onActivate(() => desk?.show())
    const [farm, hasTray] = await Promise.all([starting, start.hasTray()])
    if (!farm) return app.quit()
    if (quitting.hasBegun()) return
    if (wasOpenedAtLogin(process.platform)) isShown = false
    announce(farm)
    desk = await openDesk({ farm, root, dataDir, log, settings, quitting, hasTray, isPortGiven, isShown })
  } catch (error) {
    if (quitting?.hasBegun()) return
    // Until then Linux shows no dialog.
    await app.whenReady()
    explainFailure(error)
    app.exit(1)
  }
}

function startFarm({ options, root, log, isPortGiven }: DesktopStart, settings: DesktopSettingsStore) {
  const port = isPortGiven ? options.port : (settings.current().port ?? options.port)
  const parts = {
    options: { ...options, port },
    root,
    version: readVersion(root),
    log,
    keychain: systemKeychain(),
    onDamaged: startAgain,
  }
  // One that was given is given again at the next start; what is set would not hold.
  const onPortChosen = (chosen: number) => !isPortGiven && settings.change({ port: chosen })
  return startFarmWithHelp(parts, { onPortChosen, now: Date.now })
}

/** What stands in the way of a start is asked about at the start. */
function startAgain(): void {
  relaunch({ isSeen: false })
  app.exit(1)
}
