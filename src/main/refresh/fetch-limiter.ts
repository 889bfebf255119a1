import { performance } from 'node:perf_hooks'

export interface Slot {
  /** Milliseconds that were spent waiting for it. */
  queueMs: number
  release(): void
}

export interface OriginLimiter {
  /**
   * Waits for one of the origin's slots, first come first served; rejects with the signal's reason. `onWait` is told
   * when it begins to wait, and when that is over.
   */
  take(origin: string, signal: AbortSignal, onWait?: OnWait): Promise<Slot>
}

export type OnWait = (isWaiting: boolean) => void

interface Line {
  running: number
  waiting: Set<() => void>
}

/** At most `limit` holders at a time for each origin; origins don't wait for each other. */
export function createOriginLimiter(limit: number): OriginLimiter {
  const lines = new Map<string, Line>()

  function release(origin: string, line: Line): void {
    const [next] = line.waiting
    if (next) {
      // The slot passes on as it is: `running` stays.
      line.waiting.delete(next)
      next()
      return
    }
    line.running--
    if (line.running === 0) lines.delete(origin)
  }

  function slot(origin: string, line: Line, since: number): Slot {
    let held = true
    return {
      queueMs: performance.now() - since,
      release() {
        if (held) release(origin, line)
        held = false
      },
    }
  }

  return {
    async take(origin, signal, onWait = () => {}) {
      signal.throwIfAborted()
      const since = performance.now()
      const line = lines.get(origin) ?? { running: 0, waiting: new Set() }
      lines.set(origin, line)
      if (line.running < limit) {
        line.running++
        return slot(origin, line, since)
      }
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      line.waiting.add(resolve)
      const onAbort = () => {
        // Not in line any more: the slot was passed on already, and the caller will release it.
        if (line.waiting.delete(resolve)) reject(signal.reason)
      }
      signal.addEventListener('abort', onAbort, { once: true })
      onWait(true)
      try {
        await promise
      } finally {
        signal.removeEventListener('abort', onAbort)
        onWait(false)
      }
      return slot(origin, line, since)
    },
  }
}
