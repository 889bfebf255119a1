import type { Blocked } from '../../shared/blocked.ts'
import { hostOf, portOf } from './host-name.ts'

/** A page can name hosts without end; the oldest are forgotten beyond this. */
const MOST = 1000

export interface RefusedHosts {
  note(refused: Blocked): void
  /** What the gate refused of the place that a URL leads to, since the allow list was last changed. */
  find(url: string): Blocked | undefined
  forget(): void
}

/** Which hosts the gate kept pages from: Chromium is not told why a request failed, since the page would read it. */
export function rememberRefusedHosts(): RefusedHosts {
  const known = new Map<string, Blocked>()
  return {
    note({ host, port, purpose, allowable }) {
      const [oldest] = known.keys()
      if (known.size >= MOST && oldest !== undefined) known.delete(oldest)
      known.set(`${host} ${port}`, { host, port, purpose, allowable })
    },
    find(text) {
      const url = URL.parse(text)
      return url ? known.get(`${hostOf(url)} ${portOf(url)}`) : undefined
    },
    forget: () => known.clear(),
  }
}
