import { execFileSync } from 'node:child_process'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createActivity } from '../../../src/main/activity.ts'
import { createIdleMemory, type IdleMemory } from '../../../src/main/upkeep/idle-memory.ts'

const MODULE = new URL('../../../src/main/upkeep/idle-memory.ts', import.meta.url).href

/** Of what such a program holds, in bytes. */
const MUCH = 20 * 1024 ** 2

let now = 0
let memory: IdleMemory
const monotonic = () => now
const saved: boolean[] = []
const activity = createActivity(monotonic)

beforeEach(() => {
  vi.useFakeTimers()
  now = 1_000_000
  saved.length = 0
  memory = createIdleMemory({ activity, monotonic, save: (isSaving) => saved.push(isSaving) })
})
afterEach(() => {
  memory.stop()
  vi.useRealTimers()
})

function pass(ms: number): void {
  now += ms
  vi.advanceTimersByTime(ms)
}

test('memory is saved for a while once the farm is at rest, and not again before it has worked', () => {
  memory.start()
  activity.begin()()
  pass(15_000)
  expect(saved).toEqual([])
  pass(10_000)
  expect(saved).toEqual([true])
  pass(30_000)
  expect(saved).toEqual([true, false])
  pass(3_600_000)
  expect(saved).toEqual([true, false])
  activity.begin()()
  pass(30_000)
  expect(saved).toEqual([true, false, true])
})

test('whatever begins ends it, and it is left alone for ten minutes then', () => {
  activity.begin()()
  pass(20_000)
  memory.look()
  const end = activity.begin()
  expect(saved).toEqual([true, false])
  pass(3_600_000)
  memory.look()
  expect(saved).toEqual([true, false])
  end()
  for (const rest of [20_000, 0]) {
    pass(rest)
    memory.look()
  }
  expect(saved).toEqual([true, false, true])
  activity.begin()()
  pass(599_999)
  memory.look()
  expect(saved).toEqual([true, false, true, false])
  pass(1)
  memory.look()
  expect(saved).toEqual([true, false, true, false, true])
  memory.stop()
  expect(saved.at(-1)).toBe(false)
})

/** Makes garbage, and says how much of it was given back a while later, in bytes. */
const PROGRAM = `
  import { setTimeout as sleep } from 'node:timers/promises'
  import { saveMemory } from ${JSON.stringify(MODULE)}
  saveMemory(false)
  let kept = []
  for (let i = 0; i < 2_000_000; i++) {
    kept.push({ i, list: [i] })
    if (kept.length > 50_000) kept = []
  }
  kept = []
  const before = process.memoryUsage.rss()
  const isSaving = process.argv[1] === 'save'
  if (isSaving) saveMemory(true)
  for (let i = 0; i < (isSaving ? 400 : 20) && before - process.memoryUsage.rss() < ${MUCH}; i++) await sleep(50)
  console.log(before - process.memoryUsage.rss())`

test('V8 gives back what it has kept, which it does not by itself', () => {
  const soon = '--gc-memory-reducer-start-delay-ms=50'
  const args = [soon, '--max-semi-space-size=16', '--input-type=module-typescript', '-e', PROGRAM]
  const givenBack = (how: string) => Number(execFileSync(process.execPath, [...args, how], { encoding: 'utf8' }))
  expect(givenBack('save')).toBeGreaterThanOrEqual(MUCH)
  expect(givenBack('leave')).toBeLessThan(MUCH)
})
