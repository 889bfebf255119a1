import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type DataPath,
  DataPathError,
  findPathFault,
  getByPath,
  isJsonPath,
  parseDataPath,
} from '../../src/shared/data-path.ts'
import type { Json } from '../../src/shared/json.ts'

const DATA: Json = JSON.parse(`{
  "name": "Ada", "zero": 0, "no": false, "nothing": null, "empty": "",
  "user": {"name": "Grace"},
  "items": [{"name": "first"}, {"name": "last"}],
  "a": {"odd.key": {"b": 1}, "quo\\"te": 2, "": 3},
  "years": {"2024": "leap"},
  "own": {"length": 7, "constructor": "mine", "__proto__": "also mine"}
}`)
const read = (path: string) => getByPath(DATA, parseDataPath(path))

describe('dot paths', () => {
  test.each<[string, Json | undefined]>([
    ['name', 'Ada'],
    ['user.name', 'Grace'],
    ['items[0].name', 'first'],
    ['items[-1].name', 'last'],
    ['items.1.name', 'last'],
    ['items.length', 2],
    ['a["odd.key"].b', 1],
    ["a['odd.key']['b']", 1],
    ['a["quo\\"te"]', 2],
    ['a[""]', 3],
    ['["user"].name', 'Grace'],
    ['years.2024', 'leap'],
    ['years[2024]', 'leap'],
    ['zero', 0],
    ['no', false],
    ['empty', ''],
    ['nothing', null],
    ['own.length', 7],
    ['own.constructor', 'mine'],
    ['own.__proto__', 'also mine'],
    ['nothing.more', undefined],
    ['name.length', undefined],
    ['name[0]', undefined],
    ['items[2]', undefined],
    ['items[-3]', undefined],
    ['items.01', undefined],
    ['items.push', undefined],
    ['items.constructor', undefined],
    ['constructor', undefined],
    ['__proto__', undefined],
    ['user.toString', undefined],
    ['user.__proto__.constructor', undefined],
  ])('%s', (path, value) => {
    expect(read(path)).toEqual(value)
  })

  test('reads from a root that is an array or a scalar', () => {
    expect(getByPath([[1, 2]], parseDataPath('[0][1]'))).toBe(2)
    expect(getByPath('text', parseDataPath('length'))).toBeUndefined()
  })

  test.each([
    ['', 1],
    [' a', 1],
    ['a b', 2],
    ['.a', 1],
    ['a.', 3],
    ['a..b', 3],
    ['a[', 3],
    ['a[x]', 3],
    ['a[0', 4],
    ['a[0]b', 5],
    ['a["x]', 3],
    ['a["x"', 6],
    ['a]', 2],
    ['a[99999999999999999999]', 3],
    ['a[1.5]', 4],
  ])('refuses %j at column %i', (path, column) => {
    const fault = findPathFault(path)
    expect(fault).toBeInstanceOf(DataPathError)
    expect(fault?.column).toBe(column)
    expect(fault?.message).toContain(`(column ${column})`)
  })
})

describe('properties of dot paths', () => {
  const written = (path: DataPath) =>
    path.map((step) => (typeof step === 'number' ? `[${step}]` : `["${step.replace(/[\\"]/g, '\\$&')}"]`)).join('')
  const step = fc.oneof(fc.string(), fc.integer(), fc.constantFrom('__proto__', 'constructor', 'length', '"', '\\'))

  test('parse reads back any path that was written', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1 }), (path) => {
        expect(parseDataPath(written(path))).toEqual(path)
      }),
    )
  })

  test('plain names need no quotes', () => {
    const name = fc.stringMatching(/^[A-Za-z_][\w-]*$/)
    fc.assert(
      fc.property(fc.array(name, { minLength: 1 }), (names) => {
        expect(parseDataPath(names.join('.'))).toEqual(names)
      }),
    )
  })

  test('parse throws nothing but DataPathError, with a column within the text', () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'a.[]"\'\\-09 $') }))
    fc.assert(
      fc.property(text, (path) => {
        try {
          expect(parseDataPath(path).length).toBeGreaterThan(0)
        } catch (error) {
          expect(error).toBeInstanceOf(DataPathError)
          expect((error as DataPathError).column).toBeGreaterThanOrEqual(1)
          expect((error as DataPathError).column).toBeLessThanOrEqual(path.length + 1)
        }
      }),
      { numRuns: 1000 },
    )
  })

  test('a quoted key of any length does not overflow the stack', () => {
    expect(parseDataPath(`["${'\\"'.repeat(1_000_000)}"]`)[0]).toHaveLength(1_000_000)
  })

  test('get gives only what is JSON inside of the data, never an inherited member', () => {
    const inherited = fc.constantFrom('toString', 'constructor', '__proto__', 'valueOf', 'at', 'hasOwnProperty', 'map')
    fc.assert(
      fc.property(fc.json(), fc.array(fc.oneof(step, inherited), { maxLength: 4 }), (json, path) => {
        const data = JSON.parse(json) as Json
        const value = getByPath(data, path)
        if (value === undefined || path.includes('length')) return
        expect(JSON.stringify(data)).toContain(JSON.stringify(value))
      }),
    )
  })

  test('get finds every member by its own path', () => {
    const visit = (data: Json, value: Json, path: DataPath) => {
      expect(getByPath(data, path)).toBe(value)
      if (Array.isArray(value)) for (const [index, member] of value.entries()) visit(data, member, [...path, index])
      else if (value !== null && typeof value === 'object') {
        for (const [name, member] of Object.entries(value)) visit(data, member, [...path, name])
      }
    }
    fc.assert(
      fc.property(fc.json(), (json) => {
        const data = JSON.parse(json) as Json
        visit(data, data, [])
      }),
    )
  })
})

describe('JSONPath syntax', () => {
  const FILTERS = [
    '$[?!@.a]',
    '$[?!(@.a == 1) && (@.b)]',
    '$[?length(@.a) == count(@[?!@.b])]',
    '$[?@.a == "(" || "a)" < @.b]',
    '$[?(length(@[")"]) == 1) && !(count(@.*) > 2)]',
  ]

  test('a path that begins with $ is JSONPath', () => {
    expect(isJsonPath('$.a')).toBe(true)
    expect(isJsonPath('a.$')).toBe(false)
  })

  test.each(['$', '$.a', "$['a'][0]", '$..a[?@.b > 1]', '$[?match(@.a, "x.*")]', '$[-1:]', ...FILTERS])(
    'reads %s',
    (path) => {
      expect(findPathFault(path)).toBeNull()
    },
  )

  test.each([
    ['$.', 3, 'something may not stand here, or is missing'],
    ['$name', 2, "expected '.', '..' or a bracketed selection, found 'n'"],
    ['$[', 3, 'unclosed bracketed selection'],
    ['$[01]', 3, 'leading zero in index selector'],
    ['$[?foo(@)]', 4, "no such function 'foo'"],
    ['$[?count(1)>1]', 10, 'count() argument 0 must be of NodesType'],
    ['$ ', 3, 'something may not stand here, or is missing'],
    ['$[?!@.a == 1]', 5, 'a comparison is negated as !(a == b)'],
    ['$[?@.a && !(@.b) < 1]', 12, 'a comparison is negated as !(a == b)'],
    ['$[?count(@[?!@.a == 1]) > 0]', 14, 'a comparison is negated as !(a == b)'],
    ['$[?@.a[?!!@.b]]', 10, 'a "!" may not follow another'],
    ['$[?!true]', 5, 'a value must be compared'],
    ['$[?@.a || !(count(@.*))]', 13, 'a value must be compared'],
    ['$[?@.a < 1 < 2]', 8, 'values alone are compared, and no "( )" stand around one'],
    ['$[?@.a == !@.b]', 8, 'values alone are compared, and no "( )" stand around one'],
    ['$[?(@.a) == 1]', 10, 'values alone are compared, and no "( )" stand around one'],
    ['$[?(count(@.*)) == 2]', 17, 'values alone are compared, and no "( )" stand around one'],
    ['$[?2 == (count(@.*))]', 6, 'values alone are compared, and no "( )" stand around one'],
    ['$[?@.a == ( "x")]', 8, 'values alone are compared, and no "( )" stand around one'],
  ])('refuses %j at column %i', (path, column, reason) => {
    const fault = findPathFault(path)
    expect(fault?.column).toBe(column)
    expect(fault?.message).toBe(`Not an RFC 9535 query: ${reason} (column ${column})`)
  })

  test('any text is either read or refused', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'$.[]@?*:\'"()!<>=&|,-0a \\'), maxLength: 60 }), (text) => {
        const fault = findPathFault(`$${text}`)
        if (fault) expect(fault).toBeInstanceOf(DataPathError)
      }),
    )
  })
})
