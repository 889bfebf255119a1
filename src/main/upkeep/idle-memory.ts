import { setFlagsFromString } from 'node:v8'
import type { Activity } from '../activity.ts'

export interface IdleMemoryParts {
  activity: Activity
  /** A clock that never jumps, milliseconds. */
  monotonic(): number
  /** Whether memory matters more than time from now on. */
  save(isSaving: boolean): void
}

export interface IdleMemory {
  start(): void
  /** Begins to save memory where the farm is at rest. */
  look(): void
  stop(): void
}

const LOOK_MS = 10_000
/** A shorter pause may be one between two refreshes. */
const REST_MS = 20_000
/** V8 waits for 8 s before it collects, twice, piece by piece; for longer than it needs it would collect too often. */
const SAVING_MS = 30_000
/** What is given back has to be got again for the next picture. */
const LEAST_BETWEEN_MS = 600_000

/** Has memory that was kept for more of the same work given back once the farm is at rest. */
export function createIdleMemory({ activity, monotonic, save }: IdleMemoryParts): IdleMemory {
  let isUsed = false
  let nextAt = 0
  let timer: NodeJS.Timeout | undefined
  let saving: NodeJS.Timeout | null = null

  function end(): void {
    if (!saving) return
    clearTimeout(saving)
    saving = null
    save(false)
  }

  const endListening = activity.onBegin(() => {
    isUsed = true
    end()
  })

  function look(): void {
    if (!isUsed || saving || monotonic() < nextAt || activity.idleMs() < REST_MS) return
    isUsed = false
    nextAt = monotonic() + LEAST_BETWEEN_MS
    save(true)
    saving = setTimeout(end, SAVING_MS).unref()
  }

  return {
    start() {
      timer = setInterval(look, LOOK_MS).unref()
    },
    look,
    stop() {
      clearInterval(timer)
      endListening()
      end()
    },
  }
}

/**
 * V8 collects by itself what it could give back once a program allocates little, which no program of Node does in its
 * eyes: of objects that live outside of its heap, Node allocates none, and V8 takes none a second for very many
 * (`--trace-memory-reducer` says "high alloc" for ever). Where it is to save memory it does not ask. With Electron,
 * Chromium tells V8.
 */
export function saveMemory(isSaving: boolean): void {
  if (process.versions.electron) return
  setFlagsFromString(isSaving ? '--memory-saver-mode' : '--no-memory-saver-mode')
}
