import { expect, test } from 'vitest'
import { mayShare } from '../../../src/main/refresh/may-share.ts'

const NOTHING = { owedCalls: 0, isRefreshOwed: false }

test.each(['schedule', 'retry', 'request'] as const)(
  'a refresh by %s may share, where nobody waits for it',
  (trigger) => {
    expect(mayShare({ trigger, urgent: false }, NOTHING)).toBe(true)
    expect(mayShare({ trigger, urgent: true }, NOTHING)).toBe(false)
  },
)

test.each(['manual', 'webhook', 'edit'] as const)('a refresh by %s has a fetch of its own', (trigger) => {
  expect(mayShare({ trigger, urgent: false }, NOTHING)).toBe(false)
})

test('one by time that takes in a call, or keeps a promise, has a fetch of its own', () => {
  const ask = { trigger: 'schedule', urgent: false } as const
  expect(mayShare(ask, { ...NOTHING, owedCalls: 1 })).toBe(false)
  expect(mayShare(ask, { ...NOTHING, isRefreshOwed: true })).toBe(false)
})
