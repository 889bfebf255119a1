/**
 * One thing that the farm keeps and one client alone changes. What was acknowledged is the value; what was sent and never
 * answered may be it. A value that was read back after a kill is settled from then on.
 */
export interface Register<T> {
  /** The values that it may have, the acknowledged one first. */
  readonly possible: readonly T[]
  sent(value: T): void
  acknowledged(value: T): void
  /** Not taken, and told so. */
  refused(value: T): void
  /** Gives whether the value is one that it may have. */
  observed(value: T): boolean
}

export function registerOf<T>(first: T): Register<T> {
  let possible = [first]
  return {
    get possible() {
      return possible
    },
    sent(value) {
      possible.push(value)
    },
    acknowledged(value) {
      possible = [value]
    },
    refused(value) {
      possible = possible.filter((each) => each !== value)
    },
    observed(value) {
      const isPossible = possible.includes(value)
      possible = [value]
      return isPossible
    },
  }
}
