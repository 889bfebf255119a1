/** Clocks that part by less than this, milliseconds, are only being kept right. */
const LEAST_JUMP_MS = 2_000

/**
 * Watches the wall clock by one that never jumps; both in milliseconds.
 * @returns a look: by how much the wall clock has jumped since the last one. Less than 0 where it was set back; where
 * it is more, it was set or the machine slept, which looks the same.
 */
export function watchClock(now: () => number, monotonic: () => number): () => number {
  let offset = now() - monotonic()
  return () => {
    const by = Math.round(now() - monotonic() - offset)
    offset += by
    return Math.abs(by) > LEAST_JUMP_MS ? by : 0
  }
}
