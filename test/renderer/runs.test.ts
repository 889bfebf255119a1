import { describe, expect, test } from 'vitest'
import { withHost } from '../../src/renderer/allow-host.ts'
import type { NamedRun } from '../../src/renderer/api/runs.ts'
import { hourBars } from '../../src/renderer/screens/runs/hour-bars.ts'
import { phaseOf } from '../../src/renderer/screens/runs/phase-of.ts'
import { pixelDifference } from '../../src/renderer/screens/runs/pixel-difference.ts'
import { variableChanges } from '../../src/renderer/screens/runs/variable-changes.ts'
import { addPage, addRun, isLetThrough, mergeHead, NO_FILTER } from '../../src/renderer/stores/all-runs.ts'
import { hostEntry } from '../../src/renderer/words/allow.ts'
import { nextStep } from '../../src/renderer/words/next-step.ts'
import { percent } from '../../src/renderer/words/number.ts'
import { runNotes } from '../../src/renderer/words/run.ts'
import { STAGES } from '../../src/shared/errors.ts'

const run = (id: string, second: number, more: Partial<NamedRun> = {}): NamedRun => ({
  id,
  bindingUid: 'bind_a',
  bindingName: 'A',
  trigger: 'schedule',
  outcome: 'rendered',
  startedAt: `2026-05-04T12:00:${String(second).padStart(2, '0')}.000Z`,
  finishedAt: `2026-05-04T12:00:${String(second).padStart(2, '0')}.500Z`,
  phases: { queue: 0, fetch: 1, map: 1, compose: 1, render: 1, store: 1 },
  bytes: 0,
  missing: [],
  changed: [],
  imageUrl: null,
  error: null,
  count: 1,
  ...more,
})
const ids = (runs: readonly NamedRun[]) => runs.map(({ id }) => id).join('')

describe('the list of runs', () => {
  const known = [run('c', 30), run('b', 20), run('a', 10)]

  test('takes a run that ended on top, once', () => {
    const next = addRun(known, run('d', 40))
    expect(ids(next)).toBe('dcba')
    expect(ids(addRun(next, run('d', 40)))).toBe('dcba')
  })

  test('one that stands for several takes the place of the one before it', () => {
    const idle = addRun(known, run('d', 40, { outcome: 'unchanged' }))
    const again = addRun(idle, run('e', 50, { outcome: 'unchanged', count: 2 }))
    expect(ids(again)).toBe('ecba')
    const elsewhere = run('f', 55, { outcome: 'unchanged', count: 2, bindingUid: 'bind_b' })
    expect(ids(addRun(again, elsewhere))).toBe('fecba')
  })

  test('what is not on its newest page any more is gone, what is older stays', () => {
    expect(ids(mergeHead(known, [run('d', 40), run('b', 20)]))).toBe('dba')
    expect(ids(mergeHead(known, [run('z', 50), run('y', 40)]))).toBe('zy')
    expect(ids(mergeHead([], known))).toBe('cba')
  })

  test('an older page is added, and what has moved onto it is not said twice', () => {
    expect(ids(addPage(known, [run('a', 10), run('0', 5)]))).toBe('cba0')
  })

  test('is filtered by binding, outcome and trigger', () => {
    const failed = run('x', 1, { outcome: 'failed' })
    expect(isLetThrough(failed, NO_FILTER)).toBe(true)
    expect(isLetThrough(failed, { ...NO_FILTER, outcome: 'failed', bindingUid: 'bind_a' })).toBe(true)
    expect(isLetThrough(failed, { ...NO_FILTER, outcome: 'rendered' })).toBe(false)
    expect(isLetThrough(failed, { ...NO_FILTER, trigger: 'webhook' })).toBe(false)
    expect(isLetThrough(failed, { ...NO_FILTER, bindingUid: 'bind_b' })).toBe(false)
  })
})

test('bars by the hour share one height, failures below the line', () => {
  const hour = (n: number, rendered: number, unchanged: number, failed: number) => ({
    hour: `2026-05-04T0${n}:00:00.000Z`,
    rendered,
    unchanged,
    failed,
  })
  const { bars, above } = hourBars([hour(0, 4, 2, 0), hour(1, 0, 0, 2)], 42)
  expect(above).toBeCloseTo(0.75)
  expect(bars.map(({ rendered, unchanged, failed }) => [rendered, unchanged, failed])).toEqual([
    [0.5, 0.25, 0],
    [0, 0, 0.25],
  ])
  expect(hourBars([hour(0, 1, 0, 0), hour(1, 2, 0, 1)], 1).sums).toEqual([hour(0, 3, 0, 1)])
  expect(hourBars([], 42)).toEqual({ bars: [], above: 1, sums: [] })
})

test('pixels that differ are counted and marked; what no eye sees is not', () => {
  const white = [255, 255, 255, 255]
  const before = new Uint8ClampedArray([...white, ...white, ...white, ...white])
  const after = new Uint8ClampedArray([...white, 250, 250, 250, 255, 0, 0, 0, 255, ...white])
  const { share, picture } = pixelDifference(before, after, [176, 42, 32])
  expect(share).toBe(0.25)
  expect([...picture.slice(8, 12)]).toEqual([176, 42, 32, 255])
  expect([...picture.slice(0, 4)]).toEqual(white)
  expect(pixelDifference(before, before, [0, 0, 0]).share).toBe(0)
})

test('variables that changed come first, with what they were', () => {
  const changes = variableChanges(
    { changed: ['stars'], missing: ['author'] },
    { variables: { title: 'Same', stars: 42, list: [1] }, variablesCut: ['list'] },
    { variables: { title: 'Same', stars: 12, list: [1] }, variablesCut: [] },
  )
  expect(changes.map(({ name, before, now, isChanged }) => [name, before, now, isChanged])).toEqual([
    ['stars', '12', '42', true],
    ['author', '', '', false],
    ['title', 'Same', 'Same', false],
    ['list', '[1]', '[1]', false],
  ])
  expect(changes.find(({ name }) => name === 'list')?.isCut).toBe(true)
  const [known] = variableChanges({ changed: ['a'], missing: [] }, null, null)
  expect(known).toMatchObject({ name: 'a', before: null, now: null, isChanged: true })
})

test('every failure has a next step, unless its message says it', () => {
  const saidAlready = ['status', 'timeout', 'store'] as const
  for (const stage of STAGES) {
    const step = nextStep({ code: 'URL_FETCH_FAILED', stage })
    if (saidAlready.some((each) => each === stage)) expect(step).toBe(null)
    else expect(step).toMatch(/^[A-Z].*\.$/)
  }
  expect(nextStep({ code: 'NEEDS_SECRET', stage: 'fetch' })).toBe(null)
  expect(nextStep({ code: 'TEMPLATE_NOT_FOUND', stage: 'compose' })).toContain('another template')
  // A webhook that has brought nothing yet is not a browser that can't draw.
  expect(nextStep({ code: 'UNAVAILABLE', stage: 'fetch' })).toBe(null)
  expect(nextStep({ code: 'UNAVAILABLE', stage: 'render' })).toContain('once the farm can draw')
})

test('a stage belongs to a phase', () => {
  expect(['dns', 'timeout', 'parse', 'fetch'].map((stage) => phaseOf(stage as 'dns'))).toEqual(Array(4).fill('fetch'))
  expect(phaseOf('render')).toBe('render')
})

test('per cent is never rounded to all or nothing', () => {
  expect([0, 0.0001, 0.024, 0.53, 0.992, 0.9995, 1].map(percent)).toEqual([
    '0 %',
    '< 0.1 %',
    '2.4 %',
    '53 %',
    '99.2 %',
    '> 99.9 %',
    '100 %',
  ])
})

test('what was special about a run', () => {
  expect(runNotes(run('a', 1, { changed: ['x'], missing: ['y'], bytes: 1200 }))).toBe(
    'Changed: x · Not in the data: y · 1.2 kB read',
  )
  expect(runNotes(run('a', 1, { changed: [...'abcdefgh'] }))).toBe('Changed: a, b, c, d, e, f and 2 more')
})

test('a host is allowed by its port and for what it was refused', () => {
  expect(hostEntry({ host: '10.0.0.1', port: 81 })).toBe('10.0.0.1:81')
  expect(hostEntry({ host: 'fd00::1', port: 80 })).toBe('[fd00::1]:80')
  const once = withHost([], { host: 'a.test', port: 80, purpose: 'data' })
  expect(once).toEqual([{ host: 'a.test:80', for: ['data'] }])
  expect(withHost(once, { host: 'a.test', port: 80, purpose: 'pages' })).toEqual([
    { host: 'a.test:80', for: ['data', 'pages'] },
  ])
})
