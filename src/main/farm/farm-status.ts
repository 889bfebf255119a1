import type { Status } from '../../shared/status.ts'
import type { Renderer } from '../chromium/renderer.ts'
import { rendersOn } from '../db/results.ts'
import type { Store } from '../db/store.ts'

export interface FarmStatus {
  status(): Promise<Status>
}

export interface FarmStatusParts {
  store: Store
  renderer: Renderer
  version: string
  now(): number
  /** Refreshes that wait for a place. */
  queueDepth(): number
}

export function createFarmStatus({ store, renderer, version, now, queueDepth }: FarmStatusParts): FarmStatus {
  const startedAt = now()
  return {
    async status() {
      const counts = await store.bindings.counts()
      const { state, version: browser, queueDepth: renders } = renderer.state()
      return {
        version,
        startedAt: new Date(startedAt).toISOString(),
        uptimeSeconds: Math.max(0, Math.floor((now() - startedAt) / 1000)),
        bindings: { total: counts.active + counts.paused + counts.error, ...counts },
        rendersToday: await rendersOn(store.db, now()),
        queueDepth: queueDepth() + renders,
        chromium: { state, version: versionOf(browser) },
      }
    },
  }
}

/** The version alone, `153.0.8010.0` of `HeadlessChrome/153.0.8010.0@86cee6d…`: product and revision are for render keys. */
export const versionOf = (product: string | null): string | null => product && (/[\d.]+/.exec(product)?.[0] ?? product)
