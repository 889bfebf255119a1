import { setTimeout as sleep } from 'node:timers/promises'

export interface ShiftedClock {
  /** The real time, shifted. */
  now: () => number
  /** Lets that many milliseconds pass at once; less than 0 sets the clock back. */
  pass(ms: number): void
  /** Whether it tells another time than the real one. */
  isMoved(): boolean
}

/** A wall clock that goes on by itself and can be set. */
export function shiftedClock(): ShiftedClock {
  let shift = 0
  return {
    now: () => Date.now() + shift,
    pass(ms) {
      shift += ms
    },
    isMoved: () => shift !== 0,
  }
}

type Truthy<T> = Exclude<T, false | null | undefined | 0 | ''>

/** Waits until `probe` gives something truthy, and gives that. */
export async function until<T>(probe: () => T | Promise<T>, limitMs = 20_000): Promise<Truthy<T>> {
  const end = performance.now() + limitMs
  for (;;) {
    const found = await probe()
    if (found) return found as Truthy<T>
    if (performance.now() > end) throw new Error(`Nothing came within ${limitMs} ms: ${probe}`)
    await sleep(10)
  }
}
