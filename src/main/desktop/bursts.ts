import { foldChanges, type HealthChange } from './health-changes.ts'

export interface BurstTimes {
  /** How long a burst is gathered, milliseconds. */
  gatherMs: number
  /** What comes within this after a notification is gathered until it is over, milliseconds. */
  quietMs: number
}

const TIMES: BurstTimes = { gatherMs: 3_000, quietMs: 30_000 }

export interface Bursts {
  add(change: HealthChange): void
  stop(): void
}

/**
 * Gathers changes that come together, so that a source that serves many bindings makes one notification and not many.
 * @param tell answers whether the person was told
 */
export function createBursts(
  tell: (changes: HealthChange[]) => boolean,
  { gatherMs, quietMs }: BurstTimes = TIMES,
  monotonic: () => number = () => performance.now(),
): Bursts {
  let gathered: HealthChange[] = []
  let timer: NodeJS.Timeout | undefined
  let quietUntil = 0
  const end = () => {
    timer = undefined
    const changes = foldChanges(gathered)
    gathered = []
    if (changes.length > 0 && tell(changes)) quietUntil = monotonic() + quietMs
  }
  return {
    add(change) {
      gathered.push(change)
      timer ??= setTimeout(end, Math.max(gatherMs, quietUntil - monotonic()))
    },
    stop: () => clearTimeout(timer),
  }
}
