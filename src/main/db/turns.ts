import { setImmediate as nextTurn } from 'node:timers/promises'

/** For so long, milliseconds, what asks of the database one thing after another may keep all else waiting. */
const LONGEST_MS = 20

/**
 * SQLite answers at once, so that of a thousand questions in a row each would be asked before anything else of the
 * process had its turn: no request would be answered meanwhile, however short each of them is.
 * @returns to be awaited before each question: goes on at once, or with the next turn of the event loop where this one has
 * been going on for long
 */
export function createTurns(): () => Promise<void> | undefined {
  let began: number | null = null

  /** The first question of a turn begins it. */
  function begin(): number {
    nextTurn().then(() => {
      began = null
    })
    return performance.now()
  }

  return () => {
    began ??= begin()
    return performance.now() - began < LONGEST_MS ? undefined : nextTurn()
  }
}
