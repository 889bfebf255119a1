import { expect, test } from 'vitest'
import type { StoredEvent } from '../../../src/main/db/events.ts'
import { type WatchedFarm, watchFarm } from '../../../src/main/desktop/farm-watch.ts'
import { type Glance, glanceAt } from '../../../src/main/desktop/glance.ts'
import {
  type Failures,
  foldChanges,
  followRefresh,
  type HealthChange,
  lastFailures,
} from '../../../src/main/desktop/health-changes.ts'
import { noticeOf, noticeOfDrawing } from '../../../src/main/desktop/notice.ts'
import { trayMenu } from '../../../src/main/desktop/tray-menu.ts'
import type { BindingEvent } from '../../../src/shared/events.ts'

const none: Failures = new Map()
const refreshed = (uid: string, message: string | null = null, at = 1000): BindingEvent => ({
  bindingId: uid,
  bindingName: `Name of ${uid}`,
  templateId: 't',
  renderUrl: 'u',
  status: message ? 'error' : 'active',
  changed: false,
  run: { id: `run_${uid}_${at}`, finishedAt: new Date(at).toISOString(), error: message && { message } } as never,
})
const degraded = (uid: string, name = uid): HealthChange => ({
  kind: 'degraded',
  uid,
  name,
  reason: 'timed out',
  at: 1,
  runId: 'r',
})
const recovered = (uid: string): HealthChange => ({ kind: 'recovered', uid, name: uid, runId: 'r' })

test('only a change of state is told: the first failure, and the first success after it', () => {
  const told: string[] = []
  let failures = none
  for (const message of [null, null, 'timed out', 'timed out', '401', null, null, 'timed out']) {
    const followed = followRefresh(failures, message ? 'binding.failed' : 'binding.updated', refreshed('a', message))
    failures = followed.failures
    told.push(followed.change?.kind ?? '-')
  }
  expect(told).toEqual(['-', '-', 'degraded', '-', '-', 'recovered', '-', 'degraded'])
})

test('the last failures are the newest, with the newest reason and run', () => {
  let failures = none
  for (const [uid, message, at] of [
    ['a', 'one', 1000],
    ['b', 'two', 2000],
    ['c', 'three', 3000],
    ['a', 'four', 4000],
  ] as const) {
    failures = followRefresh(failures, 'binding.failed', refreshed(uid, message, at)).failures
  }
  expect(lastFailures(failures, 2)).toEqual([
    { uid: 'a', name: 'Name of a', reason: 'four', at: 4000, runId: 'run_a_4000' },
    { uid: 'c', name: 'Name of c', reason: 'three', at: 3000, runId: 'run_c_3000' },
  ])
})

test('of a binding that went and came back within a burst nothing is told', () => {
  expect(foldChanges([degraded('a'), degraded('b'), recovered('a')])).toEqual([degraded('b')])
  expect(foldChanges([recovered('a'), degraded('a')])).toEqual([])
  expect(foldChanges([degraded('a'), recovered('a'), degraded('a')])).toEqual([degraded('a')])
})

test('one change is told by name and opens its run; several as one, by count', () => {
  expect(noticeOf([])).toBe(null)
  expect(noticeOf([degraded('a b', 'Weather')])).toEqual({
    title: '“Weather” can’t be refreshed',
    body: 'timed out',
    place: '#/runs/a%20b/r',
  })
  expect(noticeOf([recovered('a')])).toMatchObject({ title: '“a” is healthy again', place: '#/runs/a/r' })
  const many = ['a', 'b', 'c', 'd', 'e', 'f'].map((uid) => degraded(uid))
  expect(noticeOf([...many, recovered('g')])).toEqual({
    title: '6 bindings can’t be refreshed, 1 healthy again',
    body: 'a, b, c, d and 3 more',
    place: '#/runs',
  })
  expect(noticeOf([degraded('a', '😀'.repeat(300))])?.title).toBe(`“${'😀'.repeat(59)}…” can’t be refreshed`)
})

test('that nothing can be drawn is told when it begins and when it ends', () => {
  const fine = { worst: 'degraded', words: '1 of 2 fails' } as const
  const down = { worst: 'down', words: 'There is no Chromium to draw with' } as const
  expect(noticeOfDrawing(fine, down)).toMatchObject({
    body: 'There is no Chromium to draw with.',
    place: '#/settings/chromium',
  })
  expect(noticeOfDrawing(down, fine)?.title).toBe('Pictures are drawn again')
  expect(noticeOfDrawing(down, down)).toBe(null)
  expect(noticeOfDrawing(fine, fine)).toBe(null)
})

test.each([
  ['ready', { total: 5, active: 3, paused: 2, error: 0 }, 'ok', '3 healthy, 2 paused'],
  ['ready', { total: 5, active: 3, paused: 1, error: 1 }, 'degraded', '1 of 5 fails'],
  ['ready', { total: 5, active: 3, paused: 0, error: 2 }, 'degraded', '2 of 5 fail'],
  ['missing', { total: 5, active: 3, paused: 0, error: 2 }, 'down', 'There is no Chromium to draw with'],
  ['failed', { total: 5, active: 5, paused: 0, error: 0 }, 'down', 'Chromium can’t be started'],
  ['starting', { total: 2, active: 2, paused: 0, error: 0 }, 'ok', '2 healthy'],
  ['ready', { total: 2, active: 0, paused: 2, error: 0 }, 'ok', 'All paused'],
  ['ready', { total: 0, active: 0, paused: 0, error: 0 }, 'ok', 'No bindings yet'],
] as const)('with Chromium %s and %j the worst is %s', (state, bindings, worst, words) => {
  expect(glanceAt({ bindings, chromium: { state, version: null } })).toEqual({ worst, words })
})

test('a browser that starts once more after it failed is not back yet', () => {
  const bindings = { total: 1, active: 1, paused: 0, error: 0 }
  const at = (state: 'failed' | 'starting' | 'ready', before?: Glance) =>
    glanceAt({ bindings, chromium: { state, version: null } }, before)
  expect(at('starting', at('failed')).worst).toBe('down')
  expect(at('ready', at('starting', at('failed'))).worst).toBe('ok')
})

test('a binding that is deleted, paused or resumed fails no more, and is not told to be healthy', async () => {
  let tellFarm: (event: StoredEvent) => void = () => {}
  const stored: Record<string, string> = { a: 'error', b: 'error', c: 'error' }
  const binding = (uid: string) => ({ binding: { uid, name: uid }, state: { status: stored[uid], lastError: null } })
  const farm = {
    bindings: {
      list: async () => ({ bindings: ['a', 'b', 'c'].map(binding), total: 3 }),
      get: async (uid: string) => (stored[uid] ? binding(uid) : Promise.reject(new Error('not found'))),
    },
    renderer: { onStateChange: () => () => {} },
    status: async () => ({}),
    onEvent: (listener: typeof tellFarm) => {
      tellFarm = listener
      return () => {}
    },
  } as unknown as WatchedFarm
  const changes: HealthChange[] = []
  const watch = await watchFarm({
    farm,
    onShown() {},
    onChange: (change) => changes.push(change),
    onFault() {},
    restMs: 0,
  })
  const tell = (type: string, uid: string) =>
    tellFarm({ seq: 1, id: 'e', type, data: { bindingId: uid }, createdAt: 0 })
  expect([...watch.failures().keys()]).toEqual(['a', 'b', 'c'])

  delete stored.a
  stored.b = 'paused'
  for (const [type, uid] of [
    ['binding.deleted', 'a'],
    ['binding.changed', 'b'],
    ['binding.changed', 'c'],
  ] as const)
    tell(type, uid)
  await expect.poll(() => [...watch.failures().keys()]).toEqual(['c'])
  expect(changes).toEqual([])
  watch.stop()
})

test('a name can’t write into the menu', () => {
  const failure = { uid: 'a', name: 'R&D\nQuit', reason: 'x'.repeat(500), at: 1, runId: null }
  const view = {
    glance: { worst: 'ok', words: '' },
    failures: [failure],
    running: 1,
    resumable: 0,
    address: 'x',
  } as const
  const items = trayMenu(view, {} as never)
  const submenu = items.find(({ label }) => label === 'Last failures')?.submenu as { label: string }[]
  expect(submenu.map(({ label }) => label)).toEqual([`R&&D Quit: ${'x'.repeat(79)}…`])
})
