import { expect, test } from 'vitest'
import { stateAfterEdit } from '../../../src/main/bindings/after-edit.ts'
import { firstState } from '../../../src/main/bindings/first-state.ts'
import type { BindingState } from '../../../src/main/db/bindings.ts'
import { storedBinding } from '../../helpers/stored-binding.ts'

const times = { now: () => 1_000_000, random: () => 0 }
const binding = storedBinding()

const resumed = (state: Partial<BindingState>) => {
  const before = { binding, state: { ...firstState(binding), status: 'paused' as const, ...state }, image: null }
  return stateAfterEdit({ before, next: binding, change: { status: 'active' }, hasData: true }, times)
}

test.each([
  ['a failure that has a picture is served on as it was', { pausedState: 'error', imageId: 'img_1' }, 'error'],
  ['an old picture is served on as that', { pausedState: 'stale', imageId: 'img_1' }, 'stale'],
  ['a fresh picture is as fresh as its time says', { pausedState: 'fresh', imageId: 'img_1' }, null],
  ['where there is no picture the first one is waited for', { pausedState: 'error', imageId: null }, null],
] as const)('resumed, %s, until a refresh has ended', (_, state, pausedState) => {
  expect(resumed(state)).toEqual({
    status: 'active',
    pausedState,
    failureCount: 0,
    lastError: null,
    nextRefreshAt: 1_000_000,
    refreshInterval: 0,
  })
})
