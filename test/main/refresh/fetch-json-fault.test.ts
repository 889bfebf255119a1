import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findJsonFault } from '../../../src/main/refresh/fetch-json-fault.ts'

describe('findJsonFault', () => {
  it.each([
    ['hunter2', 1, 1],
    ['{"a":1,}', 1, 8],
    ['{"a" 1}', 1, 6],
    ['[1 2]', 1, 4],
    ['[1,]', 1, 4],
    ['{"a":1', 1, 7],
    ['"open', 1, 1],
    ['"bad \\x"', 1, 1],
    ['"tab\t"', 1, 1],
    ['01', 1, 2],
    ['{} {}', 1, 4],
    ['[\n  1,\n  x]', 3, 3],
    ["{'a':1}", 1, 2],
    ['[1}', 1, 3],
    ['nul', 1, 1],
  ])('%j breaks at line %i, column %i', (text, line, column) => {
    expect(findJsonFault(text)).toEqual({ line, column })
  })

  it('finds the end of every valid text, so it stumbles over nothing that is allowed', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(findJsonFault(text).column).toBe(text.length + 1)
      }),
    )
  })

  it('reads a string of megabytes', () => {
    expect(findJsonFault(`["${'\\n'.repeat(2_000_000)}", x]`).column).toBe(4_000_006)
  })
})
