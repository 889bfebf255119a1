import type { SyncSettings, SyncStatus } from '../../shared/sync.ts'
import type { Sync } from './sync.ts'

/** How long nothing is to be changed before a change is synced, in milliseconds. */
const QUIET_MS = 5_000
/** After the start, so that a farm is up before it looks elsewhere. */
const FIRST_MS = 2_000
/** Between two, at least. */
const LEAST_MS = 1_000
/** Longest time that a timer is set for. */
const LONGEST_MS = 3_600_000

export interface AutoParts {
  sync: Pick<Sync, 'syncByItself' | 'resume' | 'standing'>
  settings(): SyncSettings
  now(): number
}

export interface AutoSync {
  start(): void
  /** Something was changed here. */
  noteChange(): void
  /** The settings, or how sync stands, are other than they were. */
  look(): void
  stop(): Promise<void>
}

export type Standing = Pick<SyncStatus, 'state'> & {
  /** Until when it waits after a fault; infinity where it waits for a person. */
  notBefore: number
  /** Whether a sync that was begun is not at its end. */
  isUnfinished: boolean
}

/** Starts syncs by itself: after changes, every so many minutes, and again where one was cut. */
export function createAutoSync({ sync, settings, now }: AutoParts): AutoSync {
  let timer: NodeJS.Timeout | undefined
  let changedAt: number | null = null
  let lastAt: number | null = null
  let running: Promise<void> | null = null
  let isStarted = false
  /** Whether a change is still to go up because the sync that it started failed. */
  let isOwed = false
  let isStuck = false

  /** Where the clock was set back, what was is not to be waited for once more. */
  function followClock(): void {
    const at = now()
    if (lastAt !== null) lastAt = Math.min(lastAt, at)
    if (changedAt !== null) changedAt = Math.min(changedAt, at)
  }

  /** When the next one is due, or null. */
  function dueAt(): number | null {
    followClock()
    const { auto, minutes } = settings()
    const { notBefore, isUnfinished } = sync.standing()
    const wanted = [
      ...(isUnfinished ? [now()] : []),
      ...(auto === 'change' && changedAt !== null ? [changedAt + QUIET_MS] : []),
      ...(auto === 'interval' ? [(lastAt ?? 0) + minutes * 60_000] : []),
      // A sync by itself that failed is tried again, not only when something changes again.
      ...(auto !== 'off' && notBefore > 0 ? [notBefore] : []),
    ]
    if (wanted.length === 0 || notBefore === Number.POSITIVE_INFINITY) return null
    return Math.max(Math.min(...wanted), notBefore, (lastAt ?? 0) + LEAST_MS)
  }

  /** Once a person has seen to what it waited for, what is owed goes up like a change of now. */
  function noteStuck(): void {
    const wasStuck = isStuck
    isStuck = sync.standing().notBefore === Number.POSITIVE_INFINITY
    if (!wasStuck || isStuck || !isOwed) return
    isOwed = false
    changedAt = now()
  }

  function look(): void {
    if (!isStarted || running) return
    clearTimeout(timer)
    noteStuck()
    const due = dueAt()
    if (due === null) return
    timer = setTimeout(begin, Math.min(Math.max(0, due - now()), LONGEST_MS))
    timer.unref()
  }

  function begin(): void {
    const due = dueAt()
    if (due === null || due > now()) {
      look()
      return
    }
    const isAuto = settings().auto !== 'off'
    isOwed ||= changedAt !== null
    changedAt = null
    lastAt = now()
    running = (isAuto ? sync.syncByItself() : sync.resume()).finally(() => {
      running = null
      isOwed &&= sync.standing().notBefore > 0
      look()
    })
  }

  return {
    start() {
      isStarted = true
      if (settings().auto !== 'off') changedAt = now() - QUIET_MS + FIRST_MS
      look()
    },
    noteChange() {
      changedAt = now()
      look()
    },
    look,
    async stop() {
      isStarted = false
      clearTimeout(timer)
      await running
    },
  }
}
