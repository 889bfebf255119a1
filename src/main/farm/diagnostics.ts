import { statSync } from 'node:fs'
import { availableParallelism, homedir, platform, release } from 'node:os'
import { join } from 'node:path'
import type { ChromiumView } from '../../shared/chromium.ts'
import type { Diagnostics, Storage } from '../../shared/diagnostics.ts'
import type { Settings } from '../../shared/settings.ts'
import type { Status } from '../../shared/status.ts'
import type { StoredBinding } from '../db/bindings.ts'
import { DATABASE_FILE } from '../db/database-file.ts'
import type { Store } from '../db/store.ts'
import { sha256 } from '../hash.ts'
import { randomToken } from '../ids.ts'
import { machineMemory } from '../process/machine-memory.ts'
import type { Secrets } from '../secrets/secrets.ts'
import type { Health } from './health.ts'

const FAILURES = 50

export interface DiagnosticsParts {
  store: Pick<Store, 'bindings' | 'templates' | 'subscriptions' | 'images' | 'runs'>
  dataDir: string
  version: string
  secrets: Pick<Secrets, 'backend' | 'available'>
  settings(): Settings
  status(): Promise<Status>
  health(): Promise<Health>
  chromium(): ChromiumView
  now(): number
}

/** How much the farm keeps. */
export async function storageOf({ store, dataDir, settings }: DiagnosticsParts): Promise<Storage> {
  const database = [DATABASE_FILE, `${DATABASE_FILE}-wal`].map((file) => sizeOf(join(dataDir, file)))
  return {
    databaseBytes: database.reduce((sum, bytes) => sum + bytes, 0),
    pictureBytes: await store.images.totalBytes(),
    pictureLimitBytes: settings().totalBytes,
  }
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0

/** What somebody who is asked for help needs to know, and nothing that is not theirs to see. */
export async function diagnose(parts: DiagnosticsParts): Promise<Diagnostics> {
  const { dataDir, version, secrets, now } = parts
  const hide = pathHider(dataDir)
  const chromium = parts.chromium()
  return {
    at: new Date(now()).toISOString(),
    versions: { bindery: version, node: process.versions.node, electron: process.versions.electron ?? null },
    platform: {
      os: platform(),
      release: release(),
      arch: process.arch,
      cores: availableParallelism(),
      memoryBytes: machineMemory(),
    },
    status: await parts.status(),
    health: await parts.health(),
    chromium: {
      ...chromium,
      path: hide(chromium.path),
      detail: hide(chromium.detail),
      endpoints: chromium.endpoints.map((endpoint) => ({ ...endpoint, url: '…', detail: null })),
    },
    storage: await storageOf(parts),
    secrets: { backend: secrets.backend, available: secrets.available },
    settings: shownSettings(parts.settings(), hide),
    counts: await countsOf(parts),
    failures: await failuresOf(parts),
  }
}

/** Cuts the folders that tell who runs it. */
function pathHider(dataDir: string) {
  const folders = [
    [dataDir, '<data dir>'],
    [homedir(), '~'],
  ] as const
  return <T extends string | null>(text: T): T =>
    folders.reduce<T>((cut, [folder, name]) => (cut?.replaceAll(folder, name) ?? cut) as T, text)
}

function shownSettings(
  { allow, outboundProxy, chromiumEndpoints, pageProxyListen, pageProxyAddress, ...settings }: Settings,
  hide: <T extends string | null>(text: T) => T,
): Diagnostics['settings'] {
  const paths = { extraCaFile: hide(settings.extraCaFile), chromiumPath: hide(settings.chromiumPath) }
  return {
    ...settings,
    ...paths,
    allow: allow.length,
    outboundProxy: outboundProxy !== null,
    chromiumEndpoints: chromiumEndpoints.length,
    pageProxyListen: pageProxyListen !== null,
    pageProxyAddress: pageProxyAddress !== null,
  }
}

async function countsOf({ store }: DiagnosticsParts): Promise<Diagnostics['counts']> {
  const bindings = (await store.bindings.list({ page: 1, limit: 1_000_000 })).bindings.map(({ binding }) => binding)
  const countBy = (key: (binding: StoredBinding) => string) =>
    Object.fromEntries([...Map.groupBy(bindings, key)].map(([name, all]) => [name, all.length]))
  const first = { page: 1, limit: 1 }
  return {
    templates: (await store.templates.list({ ...first, sort: 'newest', outputFormat: 'all' })).total,
    subscriptions: (await store.subscriptions.list(first)).total,
    sources: countBy(({ dataSource }) => dataSource.type),
    policies: countBy(({ refreshPolicy }) => refreshPolicy.type),
    needSecret: bindings.filter(({ needsSecret }) => needsSecret).length,
  }
}

async function failuresOf({ store }: DiagnosticsParts): Promise<Diagnostics['failures']> {
  const { runs } = await store.runs.listAll({ page: 1, limit: FAILURES, outcome: 'failed' })
  // A uid is all that it takes to see a picture; with salt, nobody can tell whether it is one that they know.
  const salt = randomToken()
  return runs.flatMap(({ run: { finishedAt, error, trigger, bindingUid } }) => {
    if (!error) return []
    const binding = sha256(`${salt}${bindingUid}`).slice(0, 8)
    return [{ at: new Date(finishedAt).toISOString(), code: error.code, stage: error.stage, trigger, binding }]
  })
}
