import type { Binding } from '../../shared/binding.ts'

const KEPT = 5
const FAILED = 'f'
const SUCCEEDED = 's'

/** How the last refreshes ended, and one more. A letter for each, oldest first, so that a list reads them with the row. */
export const withEnd = (ends: string, hasFailed: boolean): string =>
  (ends + (hasFailed ? FAILED : SUCCEEDED)).slice(-KEPT)

export const recentRunsOf = (ends: string): Binding['recentRuns'] => ({
  total: ends.length,
  failed: [...ends].filter((end) => end === FAILED).length,
})
