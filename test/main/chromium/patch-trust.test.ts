import { expect, test } from 'vitest'
import { createPatchTrust } from '../../../src/main/chromium/patch-trust.ts'

test('a template is proven by six comparisons that are the same', () => {
  const trust = createPatchTrust()
  for (let i = 0; i < 5; i++) trust.note('a', 'same')
  expect(trust.isProven('a')).toBe(false)
  trust.note('a', 'unlike')
  trust.note('a', 'same')
  expect([trust.isProven('a'), trust.isRefused('a'), trust.isProven('b')]).toEqual([true, false, false])
})

test('one that shows another picture refuses it for good', () => {
  const trust = createPatchTrust()
  trust.note('a', 'other')
  for (let i = 0; i < 9; i++) trust.note('a', 'same')
  expect(trust.isRefused('a')).toBe(true)
})

test('documents that are hardly ever alike are not looked at for ever', () => {
  const trust = createPatchTrust()
  for (let i = 0; i < 8; i++) trust.note('a', 'unlike')
  trust.note('a', 'same')
  expect(trust.isRefused('a')).toBe(false)
  for (let i = 0; i < 9; i++) trust.note('a', 'unlike')
  expect(trust.isRefused('a')).toBe(true)
})
