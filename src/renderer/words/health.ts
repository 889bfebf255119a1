import type { Binding } from '../../shared/binding.ts'
import { failureWords } from './failure.ts'
import { roughSpan } from './time.ts'

export type HealthTone = 'good' | 'busy' | 'warn' | 'bad' | 'idle'

/** The one health state of a binding, in words, with its reason. */
export interface Health {
  tone: HealthTone
  word: string
  reason: string
}

/** A refresh that is due starts within moments; only what is later than this is worth a word. */
const OVERDUE_MS = 30_000

/** @param now epoch milliseconds @param isRefreshing a refresh was asked for here and has not ended */
export function healthOf(binding: Binding, isRefreshing: boolean, now: number): Health {
  if (isRefreshing) return { tone: 'busy', word: 'Refreshing', reason: '' }
  if (binding.needs_secret) return { tone: 'warn', word: 'Needs secret', reason: 'its credential must be given again' }
  if (binding.status === 'paused') return { tone: 'idle', word: 'Paused', reason: 'no refresh until it is resumed' }
  if (binding.status === 'error') return failingHealth(binding)
  if (binding.lastRefreshAt === null) return unbornHealth(binding)
  return dueHealth(binding, now)
}

function failingHealth(binding: Binding): Health {
  const { lastError, failureCount, nextRefreshAt, refreshPolicy, lastRenderedAt } = binding
  const cause = lastError ? failureWords(lastError) : 'the refresh failed'
  const reason = failureCount > 1 ? `${cause}, ${failureCount} times in a row` : cause
  if (nextRefreshAt === null) return { tone: 'bad', word: 'Stopped', reason: `${reason}; refresh to try again` }
  // Whoever looks at the URL still sees a picture in the first case, and an error card in the second.
  const stillServes = refreshPolicy.onError === 'serve_stale' && lastRenderedAt !== null
  return stillServes ? { tone: 'warn', word: 'Degraded', reason } : { tone: 'bad', word: 'Failing', reason }
}

function unbornHealth({ dataSource }: Binding): Health {
  const reason = dataSource.type === 'webhook' ? 'waits for its first webhook' : 'its first refresh is due'
  return { tone: 'idle', word: 'Never run', reason }
}

function dueHealth({ nextRefreshAt, lastRefreshAt }: Binding, now: number): Health {
  const late = nextRefreshAt === null ? 0 : now - Date.parse(nextRefreshAt)
  if (late <= OVERDUE_MS || lastRefreshAt === null) return { tone: 'good', word: 'Healthy', reason: '' }
  return { tone: 'warn', word: `Stale ${roughSpan(late)}`, reason: 'its refresh is overdue' }
}

/** Whether someone had better look at it. */
export const needsAttention = ({ tone }: Health): boolean => tone === 'bad' || tone === 'warn'
