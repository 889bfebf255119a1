import type { BindingEvent } from '../../shared/events.ts'
import type { Status } from '../../shared/status.ts'
import type { StoredEvent } from '../db/events.ts'
import type { Farm } from '../farm.ts'
import { everyBinding } from './all-bindings.ts'
import { type Failures, followRefresh, type HealthChange, without } from './health-changes.ts'

export type WatchedFarm = Pick<Farm, 'bindings' | 'renderer' | 'status' | 'onEvent'>

export interface FarmWatch {
  status(): Status
  failures(): Failures
  /** Looks again, for what no event tells. */
  look(): void
  stop(): void
}

export interface FarmWatchParts {
  farm: WatchedFarm
  /** Told of what there is to show, at most once in `restMs`. */
  onShown(): void
  onChange(change: HealthChange): void
  onFault(error: unknown): void
  /** Milliseconds. */
  restMs?: number
}

/** Follows the farm by its events for the tray and the notifications. */
export async function watchFarm(parts: FarmWatchParts): Promise<FarmWatch> {
  const { farm, onShown, onChange, onFault, restMs = 1_000 } = parts
  let failures = await failuresOf(farm)
  let status = await farm.status()
  let timer: NodeJS.Timeout | undefined
  let isStopped = false

  const look = async () => {
    const next = await farm.status()
    timer = undefined
    if (isStopped) return
    status = next
    onShown()
  }
  const lookSoon = () => {
    timer ??= setTimeout(() => void look().catch(onFault), restMs)
  }
  /** A binding that was paused, resumed or deleted fails no more, and is healthy only once a refresh has shown it. */
  const dropUnlessFailing = async (uid: string) => {
    const found = await farm.bindings.get(uid).catch(() => null)
    if (found?.state.status !== 'error') failures = without(failures, uid)
  }
  const follow = async ({ type, data }: StoredEvent) => {
    if (type === 'binding.updated' || type === 'binding.failed') {
      const followed = followRefresh(failures, type, data as unknown as BindingEvent)
      failures = followed.failures
      if (followed.change) onChange(followed.change)
    } else if (typeof data.bindingId === 'string' && failures.has(data.bindingId)) {
      await dropUnlessFailing(data.bindingId)
    }
    lookSoon()
  }
  const endEvents = farm.onEvent((event) => void follow(event).catch(onFault))
  const endStates = farm.renderer.onStateChange(lookSoon)
  return {
    status: () => status,
    failures: () => failures,
    look: lookSoon,
    stop() {
      isStopped = true
      clearTimeout(timer)
      endEvents()
      endStates()
    },
  }
}

/** Those that fail already: they are no news. */
async function failuresOf(farm: WatchedFarm): Promise<Failures> {
  const failing = await everyBinding(farm.bindings, 'error')
  return new Map(
    failing.map(({ binding: { uid, name }, state: { lastError } }) => [
      uid,
      { uid, name, reason: lastError?.message ?? '', at: Date.parse(lastError?.at ?? '') || 0, runId: null },
    ]),
  )
}
