import { memoryOfTree } from '../chromium/process-memory.ts'
import type { Renderer } from '../chromium/renderer.ts'
import { databaseBytes } from '../db/database-size.ts'
import type { Store } from '../db/store.ts'
import { createMetrics, type Metrics } from '../metrics/metrics.ts'
import type { RefreshQueue } from '../refresh-queue.ts'
import type { Backups } from '../upkeep/backups.ts'
import type { Retention } from '../upkeep/retention.ts'

export interface FarmMetricsParts {
  version: string
  dataDir: string
  store: Store
  onFault(error: unknown): void
  /** Asked for at each scrape, since these parts are counted by the metrics and so are built after them. */
  built(): { renderer: Renderer; queue: RefreshQueue; retention: Retention; backups: Backups }
}

/** The metrics of a farm, which ask its parts for what they can tell. */
export function createFarmMetrics({ version, dataDir, store, onFault, built }: FarmMetricsParts): Metrics {
  const onLinux = async (memory: () => Promise<number>) => (process.platform === 'linux' ? memory() : null)
  const asked = {
    version,
    chromium: () => built().renderer.state(),
    chromiumMemory: () => onLinux(() => built().renderer.memory()),
    treeMemory: () => onLinux(() => memoryOfTree(process.pid)),
    queue: () => {
      const { queue, renderer } = built()
      return { waiting: queue.depth, running: queue.size - queue.depth, renderWaiting: renderer.state().queueDepth }
    },
    bindings: () => store.bindings.counts(),
    pendingDeliveries: () => store.deliveries.pending(),
    pictureBytes: () => built().retention.pictureBytes,
    databaseBytes: () => databaseBytes(dataDir),
    lastBackupAt: () => built().backups.state().newestAt,
  }
  return createMetrics(asked, onFault)
}
