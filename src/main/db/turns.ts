import { setImmediate as nextTurn } from 'node:timers/promises'

/** For so long, milliseconds, what asks of the database one thing after another may keep all else waiting. */
const LONGEST_MS = 20
/** More than this between two questions, milliseconds, is not what asks them. */
const BETWEEN_MS = 1

export interface Turns {
  /** To be awaited before a question: goes on at once, or with the next turn where the database has had enough of this one. */
  begin(): Promise<void> | undefined
  /** Its end. */
  end(): void
}

/**
 * SQLite answers at once, so that of a thousand questions in a row each would be asked before anything else of the
 * process had its turn of the event loop: no request would be answered meanwhile, however short each of them is. What
 * else a turn is spent on does not count.
 */
export function createTurns(): Turns {
  /** What questions have taken of this turn; null before the first. */
  let spent: number | null = null
  let askedAt = 0
  let endedAt = 0

  function ask(): void {
    askedAt = performance.now()
    if (spent !== null) {
      spent += Math.min(askedAt - endedAt, BETWEEN_MS)
      return
    }
    spent = 0
    nextTurn().then(() => {
      spent = null
    })
  }

  return {
    begin() {
      if (spent !== null && spent >= LONGEST_MS) return nextTurn().then(ask)
      ask()
    },
    end() {
      endedAt = performance.now()
      // One that has outlasted its turn waited for something, and kept nobody waiting.
      if (spent !== null) spent += endedAt - askedAt
    },
  }
}
