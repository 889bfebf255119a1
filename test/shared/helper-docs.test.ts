import { expect, test } from 'vitest'
import { createInlineHelpers } from '../../src/main/evaluator/helpers/helpers.ts'
import { createBudget } from '../../src/main/evaluator/template/budget.ts'
import { BLOCK_NAMES, HELPER_NAMES } from '../../src/main/evaluator/template/language.ts'
import { BLOCK_DOCS, HELPER_DOCS, signatureOf } from '../../src/shared/helper-docs.ts'

const known = createInlineHelpers({ locale: 'en-US', timeZone: 'UTC' }, createBudget())

test('every helper and block of the language is described, and no other', () => {
  expect(Object.keys(HELPER_DOCS).sort()).toEqual([...HELPER_NAMES].sort())
  expect(Object.keys(BLOCK_DOCS).sort()).toEqual([...BLOCK_NAMES].sort())
})

test.each(HELPER_NAMES)('%s takes what it is said to take', (name) => {
  const said = HELPER_DOCS[name]?.parameters
  expect(said?.map((parameter) => parameter.replace('?', '')) ?? null).toEqual(known[name]?.parameters)
})

test('a signature shows what may be left out', () => {
  expect(signatureOf('truncate', HELPER_DOCS.truncate as never)).toBe('truncate text length [suffix]')
  expect(signatureOf('sum', HELPER_DOCS.sum as never)).toBe('sum values…')
})
