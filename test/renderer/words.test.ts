import { expect, test } from 'vitest'
import { policyWords, sourceWords } from '../../src/renderer/words/binding.ts'
import { healthOf } from '../../src/renderer/words/health.ts'
import { bytes, duration, interval, plannedTime, relativeTime } from '../../src/renderer/words/time.ts'
import type { Binding } from '../../src/shared/binding.ts'

const NOW = Date.parse('2026-05-04T12:00:00Z')
const ago = (seconds: number) => new Date(NOW - seconds * 1000).toISOString()

const healthy: Binding = {
  uid: 'bind_x',
  name: 'x',
  templateId: 'tmpl_x',
  dataSource: { type: 'static', data: {} },
  mapping: {},
  defaults: {},
  refreshPolicy: { type: 'ttl', ttlSeconds: 300, onError: 'serve_stale' },
  outputConfig: { format: 'png', quality: 80, deviceScaleFactor: 1 },
  status: 'active',
  needs_secret: false,
  renderUrl: 'http://127.0.0.1:4747/b/bind_x.png',
  webhookUrl: 'http://127.0.0.1:4747/webhooks/x',
  createdAt: ago(900),
  updatedAt: ago(900),
  lastRefreshAt: ago(100),
  lastRenderedAt: ago(100),
  nextRefreshAt: ago(-200),
  lastError: null,
  failureCount: 0,
  recentRuns: { total: 5, failed: 0 },
  image: null,
  averageMs: null,
  webhookSecretSet: false,
}
const failing: Binding = {
  ...healthy,
  status: 'error',
  failureCount: 2,
  recentRuns: { total: 5, failed: 2 },
  lastError: { code: 'URL_FETCH_FAILED', stage: 'timeout', message: 'It took too long', at: ago(10) },
}
const words = (binding: Partial<Binding>, isRefreshing = false) => {
  const { word, reason } = healthOf({ ...healthy, ...binding }, isRefreshing, NOW)
  return reason ? `${word}: ${reason}` : word
}

test.each<[string, string, Partial<Binding>]>([
  ['a good one', 'Healthy', {}],
  ['due this very moment', 'Healthy', { nextRefreshAt: ago(20) }],
  ['overdue', 'Stale 12 min: its refresh is overdue', { nextRefreshAt: ago(750) }],
  ['paused', 'Paused: no refresh until it is resumed', { status: 'paused', nextRefreshAt: null }],
  ['without its credential', 'Needs secret: its credential must be given again', { needs_secret: true }],
  ['new', 'Never run: its first refresh is due', { lastRefreshAt: null, lastRenderedAt: null }],
  [
    'waiting for data',
    'Never run: waits for its first webhook',
    { lastRefreshAt: null, dataSource: { type: 'webhook' } },
  ],
  ['failing behind a good picture', 'Degraded 2 of 5: timed out', failing],
  [
    'failing longer than the last few',
    'Degraded 5 of 5: timed out, 40 times in a row',
    { ...failing, failureCount: 40, recentRuns: { total: 5, failed: 5 } },
  ],
  [
    'failing with nothing to show',
    'Failing 2 of 2: timed out',
    { ...failing, lastRenderedAt: null, recentRuns: { total: 2, failed: 2 } },
  ],
  [
    'failing, with a card for it',
    'Failing: timed out',
    {
      ...failing,
      failureCount: 1,
      recentRuns: { total: 1, failed: 1 },
      refreshPolicy: { type: 'ttl', ttlSeconds: 300, onError: 'serve_error' },
    },
  ],
  [
    'failing, and not tried again',
    'Stopped: timed out; refresh to try again',
    { ...failing, failureCount: 1, nextRefreshAt: null },
  ],
])('health of a binding that is %s', (_name, expected, binding) => {
  expect(words(binding)).toBe(expected)
  expect(words(binding, true)).toBe('Refreshing')
})

test('how often', () => {
  expect([60, 300, 3600, 5400, 7200, 86_400, 604_800, 90, 90_000].map(interval)).toEqual([
    'every minute',
    'every 5 min',
    'every hour',
    'every 1 h 30 min',
    'every 2 h',
    'every day',
    'every 7 days',
    'every 1 min 30 s',
    'every 1 day 1 h',
  ])
  expect(policyWords({ type: 'etag', ttlSeconds: 300, onError: 'serve_stale' })).toBe('every 5 min, if changed')
})

test('when', () => {
  const seconds = [-0.9, 3, 37, 750, 7300, 400_000, -3, -37, -250]
  expect(seconds.map((each) => relativeTime(ago(each), NOW))).toEqual([
    'just now',
    'just now',
    '30 s ago',
    '12 min ago',
    '2 h ago',
    '4 days ago',
    'in a moment',
    'in 30 s',
    'in 4 min',
  ])
  expect([0.2, 38.4, 1300, 125_000].map(duration)).toEqual(['< 1 ms', '38 ms', '1.3 s', '2 min 5 s'])
  expect([999.4, 999.6, 59_949, 59_950, 119_700].map(duration)).toEqual([
    '999 ms',
    '1.0 s',
    '59.9 s',
    '1 min 0 s',
    '2 min 0 s',
  ])
  const now = Date.parse('2026-05-04T12:00:00Z')
  const weekly = [7, 14, 21, 28, 35].map((days) => plannedTime(now + days * 86_400_000, now))
  expect(new Set(weekly).size).toBe(5)
  expect([999, 999_949, 999_950, 999_950_000].map(bytes)).toEqual(['999 B', '999.9 kB', '1.0 MB', '1.0 GB'])
})

test('a source is named without its query, which may hold a key', () => {
  const http = { type: 'http', method: 'GET', headers: {}, credentials: null } as const
  expect(sourceWords({ ...http, url: 'https://api.example.com/v1/x?key=abc' })).toBe('api.example.com/v1/x')
  expect(sourceWords({ ...http, url: 'https://example.com/', method: 'POST' })).toBe('POST example.com')
  expect(sourceWords({ ...http, url: 'bindery:status' })).toBe('this farm’s own status')
})
