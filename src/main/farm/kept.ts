import { join } from 'node:path'
import type { Settings } from '../../shared/settings.ts'
import { checkpointThread } from '../db/checkpoint-thread.ts'
import { refuseDamaged } from '../db/damage.ts'
import { lockDataDir } from '../db/data-dir-lock.ts'
import { MIGRATIONS } from '../db/database.ts'
import { DATABASE_FILE } from '../db/database-file.ts'
import { lookAtPages, type PageLook } from '../db/page-look.ts'
import { openStore, type Store } from '../db/store.ts'
import { rememberRefusedHosts } from '../network/refused-hosts.ts'
import { clearTemporaryFiles, openPictureFiles } from '../pictures/picture-files.ts'
import { makeDataDir, picturesDir } from '../process/data-dir.ts'
import { openApiKeys } from '../secrets/api-key.ts'
import { markLostSecrets } from '../secrets/lost-secrets.ts'
import { openSecrets } from '../secrets/secrets.ts'
import { openSettings } from '../settings.ts'
import type { RetentionLimits } from '../upkeep/retention.ts'
import type { FarmContext } from './context.ts'
import { createFarmMetrics, type FarmMetricsParts } from './farm-metrics.ts'

export type Kept = Awaited<ReturnType<typeof openKept>>

/** What is built later and is told of what is kept, or asked about it. */
export interface Later extends Pick<FarmMetricsParts, 'built'> {
  /** Ends what is under way by the old settings. */
  onWayOutChanged(): void
  /** Comes to the browsers elsewhere that are named now. */
  onEndpointsChanged(isProxyOther: boolean): void
  /** Cleans up by the limits that hold now. */
  onLimitsChanged(): void
}

/** Settings that decide how the farm reaches the network. */
const WAY_OUT: ReadonlySet<string> = new Set<keyof Settings>(['allow', 'extraCaFile', 'systemCas', 'outboundProxy'])

/** Settings that say how much is kept. */
const LIMITS: ReadonlySet<string> = new Set<keyof RetentionLimits>([
  'picturesPerBinding',
  'runsPerBinding',
  'singleRenderDays',
  'totalBytes',
])

const isOfPageProxy = (member: keyof Settings): boolean => member.startsWith('pageProxy')

/** Opens the data dir: its lock, keys, database, pictures and settings. */
export async function openKept(context: FarmContext, later: Later) {
  const { parts, bus, farmLog, now, onFault, onStop } = context
  const { version, log, options } = parts
  const { dataDir } = options
  makeDataDir(dataDir)
  const lock = lockDataDir(dataDir)
  onStop(() => lock.release())
  const secrets = openSecrets(dataDir, parts.keychain)
  const keys = openApiKeys(dataDir, options.apiKey, farmLog.keyRotated)
  const { checkpoint, stop } = checkpointThread(dataDir)
  const store = await openStore(dataDir, { now, tell: (line) => log.warn(line), checkpoint }, (events) => {
    for (const event of events) bus.emit('event', event)
  })
  const pages = lookAtPages(join(dataDir, DATABASE_FILE), !store.skippedPages)
  onStop(() => closeStore(store, pages, context))
  onStop(stop)
  const metrics = createFarmMetrics({ version, dataDir, store, onFault, built: later.built })
  bus.on('event', ({ type }) => metrics.eventStored(type))
  await markLostSecrets(store, secrets)
  await store.bindings.oweLostPictures()
  await clearTemporaryFiles(picturesDir(dataDir))
  const refusedHosts = rememberRefusedHosts()
  const settings = await openSettings(store.settings, options.allowHosts, secrets, now, (members) => {
    farmLog.settingsChanged(members)
    if (members.some((member) => member === 'chromiumEndpoints' || isOfPageProxy(member))) {
      later.onEndpointsChanged(members.some(isOfPageProxy))
    }
    if (members.some((member) => LIMITS.has(member))) later.onLimitsChanged()
    if (!members.some((member) => WAY_OUT.has(member))) return
    later.onWayOutChanged()
    refusedHosts.forget()
  })
  return {
    dataDir,
    secrets,
    keys,
    store,
    pages,
    metrics,
    files: openPictureFiles(picturesDir(dataDir)),
    settings,
    refusedHosts,
  }
}

/** A database whose pages were found to be damaged meanwhile is set aside, as at a start. */
async function closeStore(store: Store, { fault, stop }: PageLook, { parts, now }: FarmContext): Promise<void> {
  await stop()
  await store.close()
  if (fault === null) return
  const file = join(parts.options.dataDir, DATABASE_FILE)
  parts.onDamaged?.(await refuseDamaged(file, fault, MIGRATIONS, now()))
}
