import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMask } from '../../../src/main/refresh/fetch-mask.ts'

describe('createMask', () => {
  const secret = 'p&s /"wörd+1'
  it.each([
    ['as it is', secret],
    ['percent-encoded', encodeURIComponent(secret)],
    ['percent-encoded in lower case', encodeURIComponent(secret).toLowerCase()],
    ['form-encoded', new URLSearchParams({ a: secret }).toString().slice(2)],
    ['in JSON', JSON.stringify(secret).slice(1, -1)],
    ['in base64', Buffer.from(secret).toString('base64')],
    ['in base64url', Buffer.from(secret).toString('base64url')],
  ])('hides a secret %s', (_how, text) => {
    expect(createMask([secret])(`before ${text} after`)).toBe('before ••• after')
  })

  it('hides the beginning of a secret where a text is cut', () => {
    expect(createMask(['abcdef'])('x abc', true)).toBe('x •••')
    expect(createMask(['abcdef'])('x abc', false)).toBe('x abc')
  })

  it('hides the longer of two secrets that overlap, and passes over empty ones', () => {
    expect(createMask(['abc', 'abcdef', ''])('abcdef abc')).toBe('••• •••')
    expect(createMask([''])('text')).toBe('text')
  })

  it('leaves no secret in any text', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 30 })
    const hidden = fc.string({ unit: 'grapheme-ascii', minLength: 4, maxLength: 20 })
    fc.assert(
      fc.property(hidden, text, text, (value, before, after) => {
        expect(createMask([value])(before + value + after)).not.toContain(value)
      }),
    )
  })
})
