const FIRST_MS = 30_000
const LONGEST_MS = 15 * 60_000

/** How long to wait after so many failures in a row: doubling, with jitter so that machines do not come all at once. */
export function backoff(failures: number, random: number): number {
  const wait = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 10))
  return Math.round(wait * (0.75 + random / 4))
}
