/** What the farm is doing for others, so that what can wait is done while there is nothing else to do. */
export interface Activity {
  /** Something has begun. Returns what ends it. */
  begin(): () => void
  /** Carries out `work`, which counts as something that goes on. */
  during<T>(work: () => Promise<T>): Promise<T>
  /** Milliseconds since the last of it ended; 0 while something goes on. */
  idleMs(): number
  /** Told when something begins. Returns what ends it. */
  onBegin(listener: () => void): () => void
}

/** @param monotonic a clock that never jumps, milliseconds */
export function createActivity(monotonic: () => number): Activity {
  const listeners = new Set<() => void>()
  let underWay = 0
  let endedAt = monotonic()

  function begin(): () => void {
    underWay++
    for (const listener of listeners) listener()
    let isOver = false
    return () => {
      if (isOver) return
      isOver = true
      underWay--
      endedAt = monotonic()
    }
  }

  return {
    begin,
    async during(work) {
      const end = begin()
      try {
        return await work()
      } finally {
        end()
      }
    },
    idleMs: () => (underWay > 0 ? 0 : monotonic() - endedAt),
    onBegin(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
