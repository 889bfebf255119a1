import type { Binding } from '../../shared/binding.ts'
import { failureWords } from './failure.ts'
import { roughSpan } from './time.ts'

export type HealthTone = 'good' | 'busy' | 'warn' | 'bad' | 'idle'

/** The states by name, worst first. */
export const HEALTH_WORDS = {
  failing: 'Failing',
  stopped: 'Stopped',
  secret: 'Needs secret',
  degraded: 'Degraded',
  stale: 'Stale',
  refreshing: 'Refreshing',
  new: 'Never run',
  healthy: 'Healthy',
  paused: 'Paused',
} as const
export type HealthKind = keyof typeof HEALTH_WORDS
/** What a list of bindings is narrowed down by: one state, or all of those that someone had better look at. */
export type HealthChoice = HealthKind | 'attention'
export const HEALTH_KINDS = Object.keys(HEALTH_WORDS) as HealthKind[]

/** The one health state of a binding, in words, with its reason. */
export interface Health {
  kind: HealthKind
  tone: HealthTone
  word: string
  reason: string
}

/** A refresh that is due starts within moments; only what is later than this is worth a word. */
const OVERDUE_MS = 30_000

/** @param now epoch milliseconds @param isRefreshing a refresh was asked for here and has not ended */
export function healthOf(binding: Binding, isRefreshing: boolean, now: number): Health {
  if (isRefreshing) return health('busy', 'refreshing')
  if (binding.needs_secret) return health('warn', 'secret', 'its credential must be given again')
  if (binding.status === 'paused') return health('idle', 'paused', 'no refresh until it is resumed')
  if (binding.status === 'error') return failingHealth(binding)
  if (binding.lastRefreshAt === null) return unbornHealth(binding)
  return dueHealth(binding, now)
}

const health = (tone: HealthTone, kind: HealthKind, reason = ''): Health => ({
  kind,
  tone,
  word: HEALTH_WORDS[kind],
  reason,
})

function failingHealth(binding: Binding): Health {
  const { lastError, failureCount, recentRuns, nextRefreshAt, refreshPolicy, lastRenderedAt } = binding
  const cause = lastError ? failureWords(lastError) : 'the refresh failed'
  const often = `${cause}, ${failureCount} times in a row`
  if (nextRefreshAt === null)
    return health('bad', 'stopped', `${failureCount > 1 ? often : cause}; refresh to try again`)
  // What the share of the last few says already is not said again.
  const reason = failureCount > recentRuns.total ? often : cause
  // Whoever looks at the URL still sees a picture in the first case, and an error card in the second.
  const stillServes = refreshPolicy.onError === 'serve_stale' && lastRenderedAt !== null
  const found = stillServes ? health('warn', 'degraded', reason) : health('bad', 'failing', reason)
  return recentRuns.total > 1 ? { ...found, word: `${found.word} ${recentRuns.failed} of ${recentRuns.total}` } : found
}

function unbornHealth({ dataSource }: Binding): Health {
  return health(
    'idle',
    'new',
    dataSource.type === 'webhook' ? 'waits for its first webhook' : 'its first refresh is due',
  )
}

function dueHealth({ nextRefreshAt, lastRefreshAt }: Binding, now: number): Health {
  const late = nextRefreshAt === null ? 0 : now - Date.parse(nextRefreshAt)
  if (late <= OVERDUE_MS || lastRefreshAt === null) return health('good', 'healthy')
  return { ...health('warn', 'stale', 'its refresh is overdue'), word: `${HEALTH_WORDS.stale} ${roughSpan(late)}` }
}

/** Whether someone had better look at it. */
export const needsAttention = ({ tone }: Health): boolean => tone === 'bad' || tone === 'warn'
