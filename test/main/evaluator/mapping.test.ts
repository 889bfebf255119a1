import { describe, expect, test } from 'vitest'
import { createEvaluator } from '../../../src/main/evaluator/evaluator.ts'
import type { MapJob } from '../../../src/main/evaluator/job.ts'
import { mapVariables } from '../../../src/main/evaluator/mapping/map-variables.ts'
import type { Json } from '../../../src/shared/json.ts'
import { define, faultOf } from './compose-here.ts'

const map = (data: Json, rules: Partial<MapJob>) =>
  mapVariables(JSON.stringify(data), { mapping: {}, defaults: {}, variableDefinitions: [], ...rules })

describe('values and defaults', () => {
  test('false, 0, "" and [] are found', () => {
    const data = { a: false, b: 0, c: '', d: [] }
    const mapping = { a: 'a', b: 'b', c: 'c', d: 'd' }
    const defaults = { a: 'no', b: 'no', c: 'no', d: 'no' }
    expect(map(data, { mapping, defaults })).toEqual({ variables: data, missing: [] })
  })

  test('missing and null fall to the default, then to the declared default, then away', () => {
    const mapping = { a: 'x', b: 'n', c: 'x', d: 'n', e: '$.x', f: '$[?@.x]', g: '$.n' }
    const defaults = { a: 1, b: 2 }
    const variableDefinitions = [define('a', { defaultValue: 9 }), define('c', { defaultValue: 3 })]
    expect(map({ n: null }, { mapping, defaults, variableDefinitions })).toEqual({
      variables: { a: 1, b: 2, c: 3 },
      missing: ['a', 'b', 'c', 'd', 'e', 'f', 'g'],
    })
  })

  test('a default of null is none', () => {
    const variableDefinitions = [define('a', { defaultValue: 'declared' }), define('b', { defaultValue: null })]
    expect(map({}, { mapping: { a: 'x', b: 'x' }, defaults: { a: null, b: null }, variableDefinitions })).toEqual({
      variables: { a: 'declared' },
      missing: ['a', 'b'],
    })
  })

  test('defaults without a mapping are constants, declared or not', () => {
    const variableDefinitions = [define('b', { defaultValue: 'b' }), define('c', { defaultValue: 'c' }), define('d')]
    expect(map({}, { defaults: { a: 'A', b: 'B' }, variableDefinitions })).toEqual({
      variables: { a: 'A', b: 'B', c: 'c' },
      missing: [],
    })
  })

  test('a query that is not singular gives an array, of one and of nulls too', () => {
    const { variables } = map({ a: [1], n: [null] }, { mapping: { one: '$.a[*]', nulls: '$.n[*]', value: '$.a[0]' } })
    expect(variables).toEqual({ one: [1], nulls: [null], value: 1 })
  })
})

describe('names that prototypes have', () => {
  const data = JSON.parse('{"__proto__": {"polluted": 1}, "constructor": "c", "a": {}}')
  const mapping = JSON.parse('{"__proto__": "__proto__", "constructor": "constructor", "toString": "a.toString"}')

  test('are data like others, across the process boundary too', async () => {
    const evaluator = createEvaluator()
    const mapped = await evaluator.map({ json: JSON.stringify(data), mapping, defaults: {}, variableDefinitions: [] })
    await evaluator.stop()
    expect(Object.entries(mapped.variables)).toEqual([
      ['__proto__', { polluted: 1 }],
      ['constructor', 'c'],
    ])
    expect(mapped.missing).toEqual(['toString'])
    expect(Object.getPrototypeOf(mapped.variables)).toBeNull()
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })

  test('an inherited name is no default', () => {
    expect(map({}, { mapping: { constructor: 'x', valueOf: 'x' } })).toEqual({
      variables: {},
      missing: ['constructor', 'valueOf'],
    })
  })
})

describe('faults', () => {
  test.each([
    ['a..b', 'The path of variable "x" can\'t be read: Expected a name (column 3)'],
    ['$.', 'The path of variable "x" can\'t be read: Not an RFC 9535 query'],
  ])('the path %s', (path, message) => {
    expect(faultOf(() => map({}, { mapping: { x: path } })).message).toContain(message)
  })

  test('data that is no JSON, or nests too deep', () => {
    const rules = { mapping: {}, defaults: {}, variableDefinitions: [] }
    expect(faultOf(() => mapVariables('{', rules)).message).toBe('The data is not JSON')
    expect(faultOf(() => mapVariables('['.repeat(300), rules)).message).toContain('256')
  })

  test('variables that multiply the data', () => {
    const mapping = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`v${i}`, '$']))
    expect(faultOf(() => map('x'.repeat(500_000), { mapping })).message).toContain('larger than 16777216')
  })
})

test('long arrays and data at the depth limit are read whole', () => {
  const deep = JSON.parse(`${'['.repeat(255)}1${']'.repeat(255)}`)
  expect(map(Array(300_000).fill(1), { mapping: { x: '$[*]' } }).variables.x).toHaveLength(300_000)
  expect(map({ deep }, { mapping: { x: '$..nothing' } }).missing).toEqual(['x'])
})
