/** What one torture is given. */
export interface Ordeal {
  /** How often it is to be done; each torture says of what. */
  count: number
  /** In [0, 1); the same seed gives the same numbers. */
  random(): number
  /** Tells of what goes on, a line at a time. */
  say(line: string): void
}

/** What came of one torture. */
export interface Verdict {
  /** What was counted, in the order in which it is printed. */
  counts: Record<string, number>
  /** One line for each thing that must not have happened. */
  failures: string[]
}
