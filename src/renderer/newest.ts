/** Sees to it that of answers and news about one thing the newest holds. */
export interface Newest {
  /** Something newer is known than whatever was asked for. */
  overtake(): void
  /** What is read, or null where it was overtaken meanwhile: it may tell of what was before. */
  ask<T>(read: () => Promise<T>): Promise<T | null>
}

export function createNewest(): Newest {
  let turn = 0
  return {
    overtake() {
      turn++
    },
    async ask(read) {
      const mine = ++turn
      const answer = await read()
      return turn === mine ? answer : null
    },
  }
}
