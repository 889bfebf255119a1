import { app } from 'electron'
import { readVersion } from '../app-root.ts'
import { makeDataDir } from '../data-dir.ts'
import { type Farm, startFarm } from '../farm.ts'
import { systemKeychain } from '../keychain.ts'
import { createLog } from '../logging.ts'
import type { FarmOptions } from '../options.ts'
import { explainFailure } from './error-dialog.ts'
import { lockDown } from './lock-down.ts'
import { drainOnQuit, type Quitting } from './quit.ts'
import { claimInstance, showOnSecondStart } from './single-instance.ts'
import { openTokenDoor } from './token-door.ts'
import { openWindow } from './window.ts'

/**
 * The farm with a window on it. Until its first wait it runs within Electron's own start, before the app is ready:
 * where Electron keeps its things can't be changed later.
 */
export async function runDesktop(options: FarmOptions, root: string): Promise<void> {
  let quitting: Quitting | null = null
  try {
    makeDataDir(options.dataDir)
    if (!claimInstance(options.dataDir)) return app.quit()
    const starting = app.whenReady().then(() => start(options, root))
    quitting = drainOnQuit(starting)
    const farm = await starting
    if (!quitting.hasBegun()) await open(farm, root)
  } catch (error) {
    if (quitting?.hasBegun()) return
    explainFailure(error)
    app.exit(1)
  }
}

function start(options: FarmOptions, root: string): Promise<Farm> {
  return startFarm({
    options,
    root,
    version: readVersion(root),
    log: createLog(options.logLevel),
    keychain: systemKeychain(options.dataDir),
  })
}

async function open(farm: Farm, root: string): Promise<void> {
  lockDown(farm.url)
  openTokenDoor(farm)
  showOnSecondStart()
  process.stdout.write(`Bindery is ready at ${farm.url}\nOpen ${farm.url}/app/#token=${farm.keys.sessionToken}\n`)
  await openWindow(farm.url, root)
}
