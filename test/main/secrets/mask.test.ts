import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMask, maskJson, maskProblem } from '../../../src/main/secrets/mask.ts'
import { Problem } from '../../../src/shared/errors.ts'

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

describe('maskJson', () => {
  const mask = createMask(['s3cret-value', '12345678'])

  it('leaves text that holds none as it is, byte by byte', () => {
    const text = ' {"a": 1.0, "a": "\\u0041", "big": 12345678901234567890123} '.replace('12345678901', '92345')
    expect(maskJson(text, mask)).toBe(text)
  })

  it('masks strings, names and numbers wherever they lie, and what was escaped', () => {
    const text = '{"a":["x s3cret-value y",{"s3cret-value":12345678}],"b":"\\u0073\\u0033cret-value"}'
    expect(JSON.parse(maskJson(text, mask))).toEqual({ a: ['x ••• y', { '•••': '•••' }], b: '•••' })
    expect(maskJson('["\\u0073\\u0033cret-value"]', mask)).toBe('["•••"]')
  })
})

describe('maskProblem', () => {
  it('masks message and members, and keeps all else', () => {
    const problem = new Problem('blocked-url', 'No S3cret-Value.test', {
      stage: 'dns',
      members: { host: 's3cret-value' },
    })
    const masked = maskProblem(problem, createMask(['S3cret-Value']))
    expect(masked).toMatchObject({
      slug: 'blocked-url',
      message: 'No •••.test',
      options: { stage: 'dns', members: { host: '•••' } },
    })
    expect(maskProblem(problem, createMask(['another-one']))).toBe(problem)
  })
})
