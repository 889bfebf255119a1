import type { Renderer } from '../chromium/renderer.ts'
import type { Store } from '../db/store.ts'
import type { Evaluator } from '../evaluator/evaluator.ts'
import { diskSpace } from '../process/disk-space.ts'
import type { Scheduler } from '../scheduler.ts'
import type { Backups } from '../upkeep/backups.ts'
import { checkHealth, type Health, rarely } from './health.ts'

/** What touches the disk is looked at no more often than this. */
const FRESH_MS = 5_000
/** A row of the settings that nothing reads. */
const PROBE = 'health.checkedAt'

export interface FarmHealthParts {
  dataDir: string
  store: Pick<Store, 'settings'>
  renderer: Pick<Renderer, 'state'>
  scheduler: Pick<Scheduler, 'isAwake'>
  evaluator: Pick<Evaluator, 'isAlive'>
  backups: Pick<Backups, 'areFine'>
  /** The browsers elsewhere that draw for it. */
  endpoints(): readonly { state: string }[]
  now(): number
  /** A clock that never jumps, milliseconds. */
  monotonic(): number
}

/** Whether the farm does its work, part by part. */
export function createFarmHealth(parts: FarmHealthParts): () => Promise<Health> {
  const { dataDir, store, renderer, scheduler, evaluator, backups, endpoints, now, monotonic } = parts

  /** A database that can be read but not written keeps nothing. */
  async function canBeWritten(): Promise<boolean> {
    await store.settings.put({ [PROBE]: now() })
    return true
  }

  const probes = {
    database: rarely(FRESH_MS, monotonic, canBeWritten),
    disk: rarely(FRESH_MS, monotonic, async () => !(await diskSpace(dataDir)).isLow),
    chromium: () => !['missing', 'failed'].includes(renderer.state().state),
    scheduler: () => scheduler.isAwake(),
    evaluator: () => evaluator.isAlive(),
    backups: rarely(FRESH_MS, monotonic, () => backups.areFine()),
  }
  /** A farm draws without them too. */
  const elsewhere = () => endpoints().every(({ state }) => state === 'ready') || 'degraded'
  return () => checkHealth(endpoints().length > 0 ? { ...probes, endpoints: elsewhere } : probes)
}
