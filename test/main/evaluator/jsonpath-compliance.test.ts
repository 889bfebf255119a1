import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readPath } from '../../../src/main/evaluator/mapping/read-path.ts'
import { findPathFault } from '../../../src/shared/data-path.ts'
import type { Json } from '../../../src/shared/json.ts'

interface Case {
  name: string
  selector: string
  document: Json
  result?: Json[]
  results?: Json[][]
  invalid_selector?: true
}

/** The compliance suite of RFC 9535, as another implementation ships it. */
const root = dirname(createRequire(import.meta.url).resolve('jsonpath-rfc9535/package.json'))
const suite = join(root, 'src/__tests__/jsonpath-compliance-test-suite/cts.json')
const { tests: cases } = JSON.parse(readFileSync(suite, 'utf8')) as { tests: Case[] }

/** RFC 9535 2.3.5.1, decided here from the text alone: names and indexes, and nothing else. */
const SINGULAR =
  /^\$(\s*\.[\p{L}_\u{80}-\u{10ffff}][\p{L}\d_\u{80}-\u{10ffff}]*|\s*\[\s*(-?\d+|"(\\.|[^"\\])*"|'(\\.|[^'\\])*')\s*\])*$/su

test('the suite is whole', () => {
  expect(cases).toHaveLength(687)
})

describe('valid queries', () => {
  test.each(cases.filter((c) => !c.invalid_selector))('$name', ({ selector, document, result, results }) => {
    expect(findPathFault(selector)).toBeNull()
    const found = readPath(document, selector)
    const expected = (results ?? [result ?? []]).map((values) => {
      if (values.length === 0) return undefined
      return SINGULAR.test(selector) ? values[0] : values
    })
    expect(expected).toContainEqual(found)
  })
})

describe('invalid queries', () => {
  test.each(cases.filter((c) => c.invalid_selector))('$name', ({ selector }) => {
    expect(findPathFault(selector)).not.toBeNull()
    expect(() => readPath({}, selector)).toThrow()
  })
})
