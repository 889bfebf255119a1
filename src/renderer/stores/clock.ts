import { create } from 'zustand'

const TICK_MS = 1000

/** The time, epoch milliseconds. Select the words made of it, so that only what reads differently is drawn again. */
export const useClock = create<{ now: number }>(() => ({ now: Date.now() }))

/** Returns what stops it. */
export function startClock(): () => void {
  const timer = setInterval(() => useClock.setState({ now: Date.now() }), TICK_MS)
  return () => clearInterval(timer)
}
