import type { Status } from '../../shared/status.ts'
import type { MetricsRegistry, Sample } from './registry.ts'

const CHROMIUM_STATES: readonly Status['chromium']['state'][] = ['starting', 'ready', 'missing', 'failed']

/** What is asked for at each scrape, which should cost next to nothing. */
export interface AskedParts {
  version: string
  chromium(): { state: Status['chromium']['state']; version: string | null; processes: number; restarts: number }
  /** Bytes that the browsers hold for themselves; null where the system does not tell. */
  chromiumMemory(): Promise<number | null>
  /** Bytes of this process and of all below it; null where the system does not tell. */
  treeMemory(): Promise<number | null>
  /** Refreshes that wait and that are under way, and renders that wait. */
  queue(): { waiting: number; running: number; renderWaiting: number }
  bindings(): Promise<Record<string, number>>
  pendingDeliveries(): Promise<number>
  /** Bytes; null where it is not known yet. */
  pictureBytes(): number | null
  /** Bytes of the database with its journal. */
  databaseBytes(): number
  /** When the newest backup was made, epoch milliseconds; null where there is none. */
  lastBackupAt(): number | null
}

export function addAsked({ asked }: MetricsRegistry, parts: AskedParts): void {
  const gauge = asked.bind(null, 'gauge')
  gauge('bindery_build_info', 'Always 1; its labels tell the versions.', ['version', 'node', 'chromium'], () => [
    {
      value: 1,
      labels: { version: parts.version, node: process.versions.node, chromium: parts.chromium().version ?? 'none' },
    },
  ])
  gauge('bindery_bindings', 'Bindings by status.', ['status'], async () => samplesOf('status', await parts.bindings()))
  gauge('bindery_queue_depth', 'Refreshes and renders that wait for a place.', ['queue'], () => {
    const { waiting, renderWaiting } = parts.queue()
    return samplesOf('queue', { refresh: waiting, render: renderWaiting })
  })
  gauge('bindery_refreshes_running', 'Refreshes that are under way.', [], () => one(parts.queue().running))
  gauge('bindery_browser_state', '1 for the state that Chromium is in.', ['state'], () =>
    CHROMIUM_STATES.map((state) => ({ labels: { state }, value: Number(state === parts.chromium().state) })),
  )
  gauge('bindery_browser_processes', 'Browsers that are there to draw.', [], () => one(parts.chromium().processes))
  asked('counter', 'bindery_browser_restarts_total', 'Browsers replaced because they broke or hung.', [], () =>
    one(parts.chromium().restarts),
  )
  gauge('bindery_browser_memory_bytes', 'Memory of all browsers (Linux).', [], async () =>
    known(await parts.chromiumMemory()),
  )
  gauge('bindery_memory_bytes', 'Memory of Bindery with all of its processes (Linux).', [], async () =>
    known(await parts.treeMemory()),
  )
  gauge('bindery_deliveries_pending', 'Deliveries of webhooks that are still to be made.', [], async () =>
    one(await parts.pendingDeliveries()),
  )
  gauge('bindery_pictures_bytes', 'Pictures on disk when they were last cleaned up, at most 10 minutes ago.', [], () =>
    known(parts.pictureBytes()),
  )
  gauge('bindery_database_bytes', 'The database with its journal, on disk.', [], () => one(parts.databaseBytes()))
  gauge('bindery_last_backup_timestamp_seconds', 'When the newest backup was made.', [], () =>
    known(parts.lastBackupAt()).map(({ value }) => ({ value: value / 1000 })),
  )
}

const one = (value: number): Sample[] => [{ value }]

/** What is not known is left out: a 0 would be taken for a figure. */
const known = (value: number | null): Sample[] => (value === null ? [] : [{ value }])

const samplesOf = (label: string, figures: Record<string, number>): Sample[] =>
  Object.entries(figures).map(([key, value]) => ({ labels: { [label]: key }, value }))
