/** What is left alone for a while, since what came of it could not be stored: a full disk would have it done without end. */
export interface Holds {
  hold(key: string): void
  has(key: string): boolean
  /** As many as may be held. */
  readonly size: number
}

/** @param monotonic a clock that never jumps, milliseconds */
export function createHolds(ms: number, monotonic: () => number): Holds {
  const held = new Map<string, number>()
  return {
    hold: (key) => void held.set(key, monotonic() + ms),
    has(key) {
      const until = held.get(key)
      if (until === undefined) return false
      if (until > monotonic()) return true
      held.delete(key)
      return false
    },
    get size() {
      return held.size
    },
  }
}
