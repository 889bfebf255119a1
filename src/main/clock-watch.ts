/** A wall clock that did not go on as time did: it was set, or, where it went ahead, the machine may have slept. */
export interface ClockJump {
  /** Milliseconds; less than 0 where it was set back. */
  by: number
  /** The jump came within the last so many milliseconds. */
  within: number
}

/** Clocks that part by less than this, milliseconds, are only being kept right. */
const LEAST_JUMP_MS = 2_000

/**
 * Watches the wall clock by one that never jumps; both in milliseconds.
 * @returns a look: whether the wall clock jumped since the last one
 */
export function watchClock(now: () => number, monotonic: () => number): () => ClockJump | null {
  let lookedAt = monotonic()
  let offset = now() - lookedAt
  return () => {
    const at = monotonic()
    const by = now() - at - offset
    const within = at - lookedAt
    lookedAt = at
    offset += by
    return Math.abs(by) > LEAST_JUMP_MS ? { by, within } : null
  }
}
