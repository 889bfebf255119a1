/** Milliseconds between two beats. */
const BEAT_MS = 1_000
/** Beats without an answer after which a browser is given up. It answers within one whatever its page does. */
const PATIENCE = 3

export interface PulseOptions {
  /** Asks for a sign of life. */
  ask(): Promise<unknown>
  /** Settles when there is nothing left to listen to. */
  ended: Promise<unknown>
}

/**
 * Settles with an error when a browser that still runs has fallen silent. It is beats that are counted, not time: a farm
 * that was busy itself, or asleep, has missed as many.
 */
export function untilSilent({ ask, ended }: PulseOptions): Promise<Error> {
  const silent = Promise.withResolvers<Error>()
  let isAwaited = false
  let missed = 0
  const timer = setInterval(() => {
    if (isAwaited) {
      if (++missed >= PATIENCE) silent.resolve(new Error('The browser does not answer'))
      return
    }
    isAwaited = true
    missed = 0
    ask().then(
      () => {
        isAwaited = false
      },
      // Its end is told elsewhere.
      () => {},
    )
  }, BEAT_MS)
  timer.unref()
  void ended.then(() => clearInterval(timer))
  return silent.promise
}
