/**
 * A fixed window per key: gives 0 where the call is allowed, else the milliseconds until the next window.
 */
export function createRateLimit(calls: number, windowMs: number, now: () => number): (key: string) => number {
  const windows = new Map<string, { start: number; count: number }>()
  return (key) => {
    const at = now()
    const window = windows.get(key)
    if (!window || at - window.start >= windowMs || at < window.start) {
      if (windows.size > 10_000) forgetOld(windows, at - windowMs)
      windows.set(key, { start: at, count: 1 })
      return 0
    }
    window.count++
    return window.count <= calls ? 0 : window.start + windowMs - at
  }
}

function forgetOld(windows: Map<string, { start: number }>, before: number): void {
  for (const [key, { start }] of windows) if (start <= before) windows.delete(key)
}
