import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BindingState } from '../../../src/main/db/bindings.ts'
import { LONGEST_RETRY_AFTER_MS } from '../../../src/main/network/retry-after.ts'
import {
  dueAfterFailingPolicyEdit,
  dueAfterFailure,
  dueAfterSuccess,
  FIRST_RETRY_MS,
  isDue,
  LONGEST_RETRY_MS,
  serveState,
} from '../../../src/main/refresh/due.ts'
import type { RefreshPolicy } from '../../../src/shared/binding.ts'

const NOW = Date.UTC(2030, 0, 1)
const ttl = fc.integer({ min: 60, max: 604_800 })
const random = fc.double({ min: 0, max: 0.999_999, noNaN: true })
const timed = fc.constantFrom<RefreshPolicy['type']>('ttl', 'etag')
const policyOf = (
  type: RefreshPolicy['type'],
  ttlSeconds = 300,
  onError: RefreshPolicy['onError'] = 'serve_stale',
) => ({
  type,
  ttlSeconds,
  onError,
})

describe('after a success', () => {
  test('a binding is due when its ttl has passed, and a little later by chance', () => {
    fc.assert(
      fc.property(timed, ttl, random, (type, seconds, chance) => {
        const { nextRefreshAt, refreshInterval } = dueAfterSuccess(policyOf(type, seconds), NOW, chance)
        const wait = (nextRefreshAt ?? 0) - NOW
        expect(wait).toBe(refreshInterval)
        expect(wait).toBeGreaterThanOrEqual(seconds * 1000)
        expect(wait).toBeLessThanOrEqual(Math.min(seconds * 1050, seconds * 1000 + 60_000) + 1)
      }),
    )
  })

  test('bindings that were made together drift apart', () => {
    const waits = [0, 0.3, 0.6, 0.9].map((chance) => dueAfterSuccess(policyOf('ttl'), NOW, chance).nextRefreshAt)
    expect(new Set(waits).size).toBe(4)
  })

  test.each(['webhook', 'manual'] as const)('a %s binding waits to be asked', (type) => {
    expect(dueAfterSuccess(policyOf(type), NOW, 0.5).nextRefreshAt).toBeNull()
  })
})

describe('after a failure', () => {
  const waitAfter = (count: number, chance: number, seconds = 300, retryAfter?: number) =>
    dueAfterFailure(policyOf('ttl', seconds), count, retryAfter, NOW, chance).refreshInterval

  test('the first wait is 30 s, and each next one twice that, with jitter, up to 5 min or the ttl', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), ttl, random, (count, seconds, chance) => {
        const longest = Math.max(LONGEST_RETRY_MS, seconds * 1000)
        const wanted = Math.min(longest, FIRST_RETRY_MS * 2 ** (count - 1))
        const wait = waitAfter(count, chance, seconds)
        expect(wait).toBeGreaterThanOrEqual(wanted * 0.9)
        expect(wait).toBeLessThanOrEqual(wanted * 1.1 + 1)
        if (count === 1) expect(wait).toBeGreaterThanOrEqual(FIRST_RETRY_MS)
        else expect(wait).toBeLessThanOrEqual(longest)
      }),
    )
  })

  test('Retry-After is obeyed up to a day, and never shortens a wait', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 0, max: 10_000_000 }),
        random,
        (count, asked, chance) => {
          const wait = waitAfter(count, chance, 300, asked)
          expect(wait).toBe(Math.max(waitAfter(count, chance), Math.min(asked * 1000, LONGEST_RETRY_AFTER_MS)))
        },
      ),
    )
  })

  test('a manual binding is not tried again by itself, a webhook one is', () => {
    expect(dueAfterFailure(policyOf('manual'), 1, 60, NOW, 0).nextRefreshAt).toBeNull()
    expect(dueAfterFailure(policyOf('webhook'), 1, undefined, NOW, 0).nextRefreshAt).toBe(NOW + 30_000)
  })
})

describe('after an edit of the policy while it fails', () => {
  const LATER = NOW + 5_000
  /** After the sixth failure in a row. */
  const edited = (before: RefreshPolicy, after: RefreshPolicy, retryAfter?: number) => {
    const state = { failureCount: 6, ...dueAfterFailure(before, 6, retryAfter, NOW, 0) }
    return dueAfterFailingPolicyEdit({ before, after, state }, LATER, 0).nextRefreshAt
  }

  test.each([
    ['the wait stands', policyOf('ttl'), policyOf('etag', 300, 'serve_error'), undefined, NOW + 270_000],
    ['a longer ttl does not lengthen it', policyOf('ttl'), policyOf('ttl', 3600), undefined, NOW + 270_000],
    ['a shorter one shortens it', policyOf('ttl', 900), policyOf('ttl', 60), undefined, NOW + 270_000],
    ['but not what the source asked for', policyOf('ttl', 900), policyOf('ttl', 60), 7200, NOW + 7_200_000],
    ['a manual one waits to be asked', policyOf('ttl'), policyOf('manual'), 7200, null],
    ['one that was manual is tried at once', policyOf('manual'), policyOf('ttl'), undefined, LATER],
  ] as const)('%s', (_, before, after, retryAfter, wanted) => {
    expect(edited(before, after, retryAfter)).toBe(wanted)
  })
})

test('where clocks are changed twice a year a wait is as long as everywhere', () => {
  const zone = process.env.TZ
  // The nights on which New York loses an hour and has one twice.
  const nights = [Date.UTC(2030, 2, 10, 6, 59), Date.UTC(2030, 10, 3, 5, 59)]
  const waits = (timeZone: string) => {
    process.env.TZ = timeZone
    return nights.map((night) => dueAfterSuccess(policyOf('ttl', 3600), night, 0).nextRefreshAt ?? 0)
  }
  try {
    expect(waits('America/New_York')).toEqual(nights.map((night) => night + 3_600_000))
    expect(new Date(nights[0] ?? 0).getTimezoneOffset()).toBe(300)
    expect(new Date(waits('America/New_York')[0] ?? 0).getTimezoneOffset()).toBe(240)
  } finally {
    if (zone === undefined) delete process.env.TZ
    else process.env.TZ = zone
  }
})

describe('dueness', () => {
  test('it is due from its time on, or when its time is further off than was ever set', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 1e9 }), (ahead, refreshInterval) => {
        const due = isDue({ nextRefreshAt: NOW + ahead, refreshInterval }, NOW)
        expect(due).toBe(ahead <= 0 || ahead > refreshInterval)
      }),
    )
    expect(isDue({ nextRefreshAt: null, refreshInterval: 0 }, NOW)).toBe(false)
  })
})

describe('what a render URL serves', () => {
  const state = (more: Partial<BindingState>) =>
    ({
      status: 'active',
      pausedState: null,
      imageId: 'img',
      defaultImageId: null,
      nextRefreshAt: NOW + 1000,
      refreshInterval: 1000,
      ...more,
    }) as BindingState
  const past = { nextRefreshAt: NOW - 1 }

  test.each([
    ['fresh until due', {}, policyOf('ttl'), 'fresh'],
    ['stale when past due', past, policyOf('ttl'), 'stale'],
    ['a manual one is fresh whenever its last refresh succeeded', past, policyOf('manual'), 'fresh'],
    ['a webhook one too', past, policyOf('webhook'), 'fresh'],
    ['nothing yet', { imageId: null }, policyOf('ttl'), null],
    ['failing: the last good picture', { status: 'error' }, policyOf('ttl'), 'stale'],
    ['failing with none: the card', { status: 'error', imageId: null }, policyOf('ttl'), 'error'],
    ['failing, serve_error', { status: 'error' }, policyOf('ttl', 300, 'serve_error'), 'error'],
    [
      'failing, serve_default',
      { status: 'error', defaultImageId: 'd' },
      policyOf('ttl', 300, 'serve_default'),
      'default',
    ],
    [
      'failing, serve_default that could not be drawn',
      { status: 'error' },
      policyOf('ttl', 300, 'serve_default'),
      'error',
    ],
    ['failing manual', { status: 'error', nextRefreshAt: null }, policyOf('manual'), 'stale'],
    ['paused keeps what it had', { status: 'paused', pausedState: 'fresh', ...past }, policyOf('ttl'), 'fresh'],
    ['resumed, having failed, until a refresh has ended', { pausedState: 'error' }, policyOf('manual'), 'error'],
    ['paused before its first picture', { status: 'paused', imageId: null }, policyOf('ttl'), null],
  ] as [string, Partial<BindingState>, RefreshPolicy, string | null][])('%s', (_, more, policy, wanted) => {
    expect(serveState(state(more), policy, NOW)).toBe(wanted)
  })
})
