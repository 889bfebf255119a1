import { DEFAULT_SETTINGS } from '../../shared/default-settings.ts'
import { settingsSchema } from '../../shared/settings.ts'
import { readSettings } from '../db/read-settings.ts'
import { withoutTraces } from '../db/without-traces.ts'
import { endpointsOfEnvironment } from '../process/options.ts'
import { lookAtChromium } from './chromium.ts'
import { lookAtDataFolder, lookAtDisk } from './data-folder.ts'
import { lookAtBackups, lookAtDatabase } from './database.ts'
import { lookAtEndpoints } from './endpoints.ts'
import type { Finding } from './finding.ts'
import { lookAtFonts } from './fonts.ts'
import { lookAtApiKey, lookAtMasterKey } from './keys.ts'
import { lookAtClock, lookAtMemory, lookAtNode, lookAtTimeZone } from './machine.ts'
import { lookAtServer } from './server.ts'
import { lookAtExtraCa, lookAtOutboundProxy } from './way-out.ts'

/** Looks at all that a farm needs on this machine. Nothing in the data dir is made or changed, and a farm may be running. */
export async function examine(dataDir: string, port: number): Promise<Finding[]> {
  const stored = await withoutTraces(dataDir, () => readSettings(dataDir))
  const settings = settingsSchema.safeParse({ ...DEFAULT_SETTINGS, ...stored }).data ?? DEFAULT_SETTINGS
  return [
    lookAtNode(),
    lookAtMemory(),
    await lookAtClock(),
    lookAtTimeZone(settings.timeZone),
    lookAtDataFolder(dataDir),
    await lookAtDisk(dataDir),
    await lookAtDatabase(dataDir),
    lookAtBackups(dataDir, Date.now()),
    lookAtMasterKey(dataDir),
    lookAtApiKey(dataDir),
    await lookAtServer(port),
    await lookAtOutboundProxy(settings),
    lookAtExtraCa(settings, Date.now()),
    lookAtFonts(),
    ...(await lookAtChromium(dataDir)),
    await lookAtEndpoints([...endpointsOfEnvironment(), ...settings.chromiumEndpoints]),
  ]
}
