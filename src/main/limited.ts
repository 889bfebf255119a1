/** Runs at most `most` tasks at a time; the others wait in the order in which they came. */
export function limited(most: number): <T>(task: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let running = 0
  return async (task) => {
    if (running >= most) await new Promise<void>((go) => waiting.push(go))
    else running++
    try {
      return await task()
    } finally {
      const next = waiting.shift()
      // The place is handed on, so that nobody who comes now takes it.
      if (next) next()
      else running--
    }
  }
}
