import { expect, test } from 'vitest'
import { shownVariables } from '../../../src/main/bindings/shown-variables.ts'
import { createMask, UNMASKED } from '../../../src/main/secrets/mask.ts'

test('variables are kept with secrets hidden, in names, texts and numbers', () => {
  const mask = createMask(['s3cret', '12345678'])
  expect(shownVariables({ a: 'x s3cret', b: { s3cret: [12345678, 1] } }, mask)).toEqual({
    variables: { a: 'x •••', b: { '•••': ['•••', 1] } },
    variablesCut: [],
  })
})

test('a long one is cut, between two characters, and all of them together', () => {
  const { variables, variablesCut } = shownVariables(
    { text: `${'x'.repeat(1_999)}😀😀`, list: Array(2_000).fill(1), short: 'whole' },
    UNMASKED,
  )
  expect(variables).toEqual({
    text: `${'x'.repeat(1_999)}…`,
    list: `${JSON.stringify(Array(2_000).fill(1)).slice(0, 2_000)}…`,
    short: 'whole',
  })
  expect(variablesCut).toEqual(['text', 'list'])
  const many = Object.fromEntries(Array.from({ length: 6 }, (_, at) => [`v${at}`, 'y'.repeat(1_900)]))
  expect(shownVariables(many, UNMASKED).variablesCut).toEqual(['v4', 'v5'])
})
