import { expect, test } from 'vitest'
import { type Choice, chooseBindings } from '../../src/renderer/screens/bindings/choose-bindings.ts'
import { countFacets } from '../../src/renderer/screens/bindings/facets.ts'
import { movedTo } from '../../src/renderer/screens/bindings/list-moves.ts'
import type { Binding } from '../../src/shared/binding.ts'
import type { Template } from '../../src/shared/template.ts'

const NOW = Date.parse('2026-05-04T12:00:00Z')
const at = (seconds: number) => new Date(NOW + seconds * 1000).toISOString()

const base = {
  templateId: 'tmpl_a',
  dataSource: { type: 'static', data: {} },
  refreshPolicy: { type: 'ttl', ttlSeconds: 300, onError: 'serve_stale' },
  status: 'active',
  needs_secret: false,
  lastRefreshAt: at(-100),
  lastRenderedAt: at(-100),
  nextRefreshAt: at(200),
  lastError: null,
  failureCount: 0,
  recentRuns: { total: 1, failed: 0 },
  averageMs: 100,
}
const bindings = [
  { ...base, uid: 'b1', name: 'Weather 10' },
  { ...base, uid: 'b2', name: 'weather 9', averageMs: null, nextRefreshAt: null, templateId: 'tmpl_b' },
  { ...base, uid: 'b3', name: 'Sales', status: 'paused', nextRefreshAt: null, cloud: { state: 'held_back' } },
  { ...base, uid: 'b4', name: 'Late', nextRefreshAt: at(-600), averageMs: 900, lastRefreshAt: at(-900) },
  {
    ...base,
    uid: 'b5',
    name: 'Broken',
    dataSource: { type: 'http', url: 'https://api.example.com/x?key=1', method: 'GET', headers: {}, credentials: null },
    status: 'error',
    lastRenderedAt: null,
    lastError: { code: 'URL_FETCH_FAILED', stage: 'timeout', message: '', at: at(-10) },
    failureCount: 1,
  },
] as unknown as Binding[]
const byUid = Object.fromEntries(bindings.map((binding) => [binding.uid, binding]))
const order = ['b5', 'b4', 'b3', 'b2', 'b1']
const templates = { tmpl_a: { name: 'Card' }, tmpl_b: { name: 'Banner' } } as unknown as Record<string, Template>
const all: Choice = {
  text: '',
  health: null,
  templateId: null,
  source: null,
  cloud: null,
  sort: 'newest',
  isReversed: false,
  templates,
  now: NOW,
}
const chosen = (choice: Partial<Choice>) => chooseBindings(byUid, order, { ...all, ...choice }).join(' ')

test('with nothing asked the list is as the farm gives it, and the same array', () => {
  expect(chooseBindings(byUid, order, all)).toBe(order)
})

test.each<[Partial<Choice>, string]>([
  [{ text: 'WEATHER' }, 'b2 b1'],
  [{ text: 'weather 10' }, 'b1'],
  [{ text: 'banner' }, 'b2'],
  [{ text: 'api.example' }, 'b5'],
  [{ text: 'key=1' }, ''],
  [{ text: 'b3' }, 'b3'],
  [{ text: '3' }, ''],
  [{ health: 'stale' }, 'b4'],
  [{ health: 'failing' }, 'b5'],
  [{ health: 'paused' }, 'b3'],
  [{ health: 'attention' }, 'b5 b4'],
  [{ templateId: 'tmpl_b' }, 'b2'],
  [{ source: 'http' }, 'b5'],
  [{ cloud: 'held_back' }, 'b3'],
  [{ cloud: 'synced' }, ''],
  [{ source: 'static', health: 'healthy', text: '10' }, 'b1'],
])('%o lets %s through', (choice, expected) => {
  expect(chosen(choice)).toBe(expected)
})

test.each<[Partial<Choice>, string]>([
  [{ sort: 'name' }, 'b5 b4 b3 b2 b1'],
  [{ sort: 'name', isReversed: true }, 'b1 b2 b3 b4 b5'],
  [{ sort: 'newest', isReversed: true }, 'b1 b2 b3 b4 b5'],
  [{ sort: 'health' }, 'b5 b4 b2 b1 b3'],
  [{ sort: 'template' }, 'b2 b5 b4 b3 b1'],
  // What has no value stands last, whichever way round.
  [{ sort: 'average' }, 'b4 b5 b3 b1 b2'],
  [{ sort: 'average', isReversed: true }, 'b5 b3 b1 b4 b2'],
  [{ sort: 'next' }, 'b4 b5 b1 b3 b2'],
  [{ sort: 'last' }, 'b3 b2 b1 b4 b5'],
])('%o puts them as %s', (choice, expected) => {
  expect(chosen(choice)).toBe(expected)
})

test('counts what can be filtered by', () => {
  expect(countFacets(bindings, NOW)).toEqual({
    health: { healthy: 2, paused: 1, stale: 1, failing: 1, attention: 2 },
    template: { tmpl_a: 4, tmpl_b: 1 },
    source: { static: 4, http: 1 },
    cloud: { held_back: 1 },
  })
})

test('moves by keys stay in the list', () => {
  const shape = { count: 8, columns: 3, page: 2 }
  expect(movedTo(1, 'down', shape)).toBe(4)
  // The last row has two: from above its gap one comes to the last.
  expect(movedTo(5, 'down', shape)).toBe(7)
  expect(movedTo(7, 'down', shape)).toBe(7)
  expect(movedTo(1, 'up', shape)).toBe(1)
  expect(movedTo(4, 'up', shape)).toBe(1)
  expect(movedTo(0, 'left', shape)).toBe(0)
  expect(movedTo(7, 'right', shape)).toBe(7)
  expect(movedTo(4, 'first', shape)).toBe(0)
  expect(movedTo(4, 'last', shape)).toBe(7)
  expect(movedTo(4, 'pageUp', shape)).toBe(1)
  expect(movedTo(1, 'pageDown', shape)).toBe(7)
})
