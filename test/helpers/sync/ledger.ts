/** Every value that somebody wrote, and whether somebody who had seen it has written over it or decided against it. */
export interface Ledger {
  /** A value that nothing else has. */
  next(): string
  /** Somebody has stored this. */
  wrote(value: unknown): void
  /** Somebody who has this before their eyes replaces it, or decides against it. */
  seen(value: unknown): void
  /** Values that were lost: nobody who had seen them took them away, and they are in none of these. */
  lost(kept: unknown): string[]
}

const TOKEN = /zq\d+z/g

export const tokensIn = (value: unknown): string[] => JSON.stringify(value ?? null).match(TOKEN) ?? []

export function openLedger(): Ledger {
  let count = 0
  /** A random uid may look like one by chance. */
  const given = new Set<string>()
  const written = new Set<string>()
  const seen = new Set<string>()
  return {
    next() {
      const token = `zq${++count}z`
      given.add(token)
      return token
    },
    wrote(value) {
      for (const token of tokensIn(value)) if (given.has(token)) written.add(token)
    },
    seen(value) {
      for (const token of tokensIn(value)) seen.add(token)
    },
    lost(kept) {
      const present = new Set(tokensIn(kept))
      return [...written].filter((token) => !seen.has(token) && !present.has(token))
    },
  }
}
