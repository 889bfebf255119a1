import type { RefreshPolicy } from '../../shared/binding.ts'
import type { BindingState, ServeState } from '../db/bindings.ts'
import { LONGEST_RETRY_AFTER_MS } from '../network/retry-after.ts'

/** First wait after a failure. */
export const FIRST_RETRY_MS = 30_000
/** The waits double up to this or the ttl, whichever is longer. */
export const LONGEST_RETRY_MS = 5 * 60_000
/** Share of an interval by which bindings drift apart, and its most. */
const JITTER_SHARE = 0.05
const JITTER_MAX_MS = 60_000

export interface NextDue {
  /** Epoch milliseconds, or null for never by itself. */
  nextRefreshAt: number | null
  /** How far ahead that is; tells a long wait from a clock that was set back. */
  refreshInterval: number
}

const NEVER: NextDue = { nextRefreshAt: null, refreshInterval: 0 }

/** When a binding is due after a success. `random` is in [0, 1): bindings that were made together drift apart. */
export function dueAfterSuccess(policy: RefreshPolicy, now: number, random: number): NextDue {
  if (policy.type === 'webhook' || policy.type === 'manual') return NEVER
  const ttl = policy.ttlSeconds * 1000
  return inMillis(now, ttl + random * Math.min(ttl * JITTER_SHARE, JITTER_MAX_MS))
}

/**
 * When a binding is tried again after its `failureCount`-th failure in a row: 30 s, doubling, up to 5 min or the ttl,
 * and never before the source's own Retry-After. A manual binding waits to be asked.
 */
export function dueAfterFailure(
  policy: RefreshPolicy,
  failureCount: number,
  retryAfterSeconds: number | undefined,
  now: number,
  random: number,
): NextDue {
  if (policy.type === 'manual') return NEVER
  const asked = Math.min((retryAfterSeconds ?? 0) * 1000, LONGEST_RETRY_AFTER_MS)
  return inMillis(now, Math.max(backoffMs(policy, failureCount, random), asked))
}

function backoffMs({ ttlSeconds }: RefreshPolicy, failureCount: number, random: number): number {
  const longest = Math.max(LONGEST_RETRY_MS, ttlSeconds * 1000)
  const doubled = FIRST_RETRY_MS * 2 ** Math.min(failureCount - 1, 20)
  return failureCount <= 1 ? doubled * (1 + random / 10) : Math.min(longest, doubled) * (0.9 + random / 10)
}

/** The change of policy of a binding that fails. */
export interface FailingPolicyEdit {
  before: RefreshPolicy
  after: RefreshPolicy
  state: Pick<BindingState, 'failureCount' | 'nextRefreshAt' | 'refreshInterval'>
}

/**
 * When a binding that fails is tried again once its policy is another one: as it was to be, but no later than the new
 * policy says, unless its source had asked for that. One that waited to be asked is tried at once.
 */
export function dueAfterFailingPolicyEdit(
  { before, after, state }: FailingPolicyEdit,
  now: number,
  random: number,
): NextDue {
  if (after.type === 'manual') return NEVER
  const { failureCount, nextRefreshAt, refreshInterval } = state
  if (nextRefreshAt === null) return inMillis(now, 0)
  const isAsked = refreshInterval > Math.ceil(backoffMs(before, failureCount, 1))
  const wait = isAsked ? refreshInterval : Math.min(refreshInterval, backoffMs(after, failureCount, random))
  return { nextRefreshAt: nextRefreshAt - refreshInterval + Math.ceil(wait), refreshInterval: Math.ceil(wait) }
}

function inMillis(now: number, wait: number): NextDue {
  const refreshInterval = Math.ceil(wait)
  return { nextRefreshAt: now + refreshInterval, refreshInterval }
}

/** Whether a binding is to be taken now. Due times further off than their own interval mean that the clock was set back. */
export function isDue(state: Pick<BindingState, 'nextRefreshAt' | 'refreshInterval'>, now: number): boolean {
  if (state.nextRefreshAt === null) return false
  return state.nextRefreshAt <= now || state.nextRefreshAt > now + state.refreshInterval
}

/** What a render URL serves and says in `X-Bindery-State`; null where there is nothing to serve yet. */
export function serveState(state: BindingState, policy: RefreshPolicy, now: number): ServeState | null {
  if (state.status !== 'error' && state.pausedState) return state.pausedState
  if (state.status === 'error') {
    if (policy.onError === 'serve_default' && state.defaultImageId) return 'default'
    if (policy.onError === 'serve_stale' && state.imageId) return 'stale'
    return 'error'
  }
  if (!state.imageId) return null
  // These are as fresh as they can be whenever their last refresh succeeded, also while the next one is under way.
  if (policy.type === 'manual' || policy.type === 'webhook') return 'fresh'
  return isDue(state, now) ? 'stale' : 'fresh'
}
