import { describe, expect, test } from 'vitest'
import { bindingFields } from '../../../src/main/sync/binding-form.ts'
import type { Fields } from '../../../src/main/sync/fields.ts'
import { merge } from '../../../src/main/sync/merge.ts'
import { templateFields } from '../../../src/main/sync/template-form.ts'
import type { JsonObject } from '../../../src/shared/json.ts'

/** What becomes of a field, by what it was at the last sync, what it is here and what it is there; written by hand. */
const ORACLE: Record<string, 'nothing' | 'push' | 'pull' | 'settled' | 'conflict'> = {
  '- - -': 'nothing',
  '- - A': 'pull',
  '- - B': 'pull',
  '- - C': 'pull',
  '- A -': 'push',
  '- A A': 'settled',
  '- A B': 'conflict',
  '- A C': 'conflict',
  '- B -': 'push',
  '- B A': 'conflict',
  '- B B': 'settled',
  '- B C': 'conflict',
  '- C -': 'push',
  '- C A': 'conflict',
  '- C B': 'conflict',
  '- C C': 'settled',
  'A - -': 'settled',
  'A - A': 'push',
  'A - B': 'conflict',
  'A - C': 'conflict',
  'A A -': 'pull',
  'A A A': 'nothing',
  'A A B': 'pull',
  'A A C': 'pull',
  'A B -': 'conflict',
  'A B A': 'push',
  'A B B': 'settled',
  'A B C': 'conflict',
  'A C -': 'conflict',
  'A C A': 'push',
  'A C B': 'conflict',
  'A C C': 'settled',
  'B - -': 'settled',
  'B - A': 'conflict',
  'B - B': 'push',
  'B - C': 'conflict',
  'B A -': 'conflict',
  'B A A': 'settled',
  'B A B': 'push',
  'B A C': 'conflict',
  'B B -': 'pull',
  'B B A': 'pull',
  'B B B': 'nothing',
  'B B C': 'pull',
  'B C -': 'conflict',
  'B C A': 'conflict',
  'B C B': 'push',
  'B C C': 'settled',
  'C - -': 'settled',
  'C - A': 'conflict',
  'C - B': 'conflict',
  'C - C': 'push',
  'C A -': 'conflict',
  'C A A': 'settled',
  'C A B': 'conflict',
  'C A C': 'push',
  'C B -': 'conflict',
  'C B A': 'conflict',
  'C B B': 'settled',
  'C B C': 'push',
  'C C -': 'pull',
  'C C A': 'pull',
  'C C B': 'pull',
  'C C C': 'nothing',
}

type Value = '-' | 'A' | 'B' | 'C'
/** An object whose field has one of three values, or is absent. */
type Make = (value: Value) => Fields

const template = (body: JsonObject): Fields => templateFields({ name: 'n', ...body })
const binding = (body: JsonObject): Fields =>
  bindingFields({ name: 'n', mapping: {}, defaults: {}, ...body }, { templateUid: (uid) => uid })
const http = (more: JsonObject): JsonObject => ({
  dataSource: { type: 'http', url: 'https://example.com', method: 'GET', headers: {}, ...more },
})
const only = (value: Value, body: JsonObject): JsonObject => (value === '-' ? {} : body)
const pick = <T>(value: Value, a: T, b: T, c: T): T => ({ '-': a, A: a, B: b, C: c })[value]

const KINDS: Record<string, { path: string; make: Make }> = {
  'a text of a template': { path: 'description', make: (v) => template(only(v, { description: v })) },
  'a number of a template': { path: 'width', make: (v) => template(only(v, { width: pick(v, 1, 2, 3) })) },
  'tags, as a whole': { path: 'tags', make: (v) => template(only(v, { tags: ['x', v] })) },
  'a variable of a template': {
    path: 'variableDefinitions.title',
    make: (v) => template({ variableDefinitions: v === '-' ? [] : [{ name: 'title', type: 'text', description: v }] }),
  },
  'a name': { path: 'name', make: (v) => (v === '-' ? {} : template({ name: ` ${v} ` })) },
  'a template of a binding': { path: 'templateId', make: (v) => binding(only(v, { templateId: `tmpl_${v}` })) },
  'a path of a mapping': { path: 'mapping.x', make: (v) => binding({ mapping: only(v, { x: v }) }) },
  'a default': { path: 'defaults.x', make: (v) => binding({ defaults: only(v, { x: { deep: [v] } }) }) },
  'a header': {
    path: 'dataSource.headers["x-team"]',
    make: (v) => binding(http({ headers: only(v, { [v === 'B' ? 'x-team' : 'X-Team']: v }) })),
  },
  'a body': { path: 'dataSource.body', make: (v) => binding(http(only(v, { body: { is: v } }))) },
  'the harmless part of credentials': {
    path: 'dataSource.credentials',
    make: (v) => binding(http(only(v, { credentials: { type: 'api_key', set: true, header: `X-${v}` } }))),
  },
  'a time to live': {
    path: 'refreshPolicy.ttlSeconds',
    make: (v) => (v === '-' ? {} : binding({ refreshPolicy: { ttlSeconds: pick(v, 60, 70, 80) } })),
  },
  'a width of the output': {
    path: 'outputConfig.width',
    make: (v) => binding({ outputConfig: only(v, { width: pick(v, 1, 2, 3) }) }),
  },
}

describe.each(Object.entries(KINDS))('%s', (_, { path, make }) => {
  test.each(Object.entries(ORACLE))('%s → %s', (row, expected) => {
    const [base, mine, theirs] = row.split(' ') as [Value, Value, Value]
    const found = merge({ mineBase: make(base), theirsBase: make(base), mine: make(mine), theirs: make(theirs) })
    const became = (['push', 'pull', 'settled', 'conflicts'] as const).find((kind) => found[kind].includes(path))
    expect(became?.replace('conflicts', 'conflict') ?? 'nothing').toBe(expected)
  })
})

test('the oracle has every row', () => {
  expect(Object.keys(ORACLE)).toHaveLength(64)
})

test('sources of different types are one field each, of the same type they are merged by their members', () => {
  const a = binding(http({}))
  const other = binding({ dataSource: { type: 'static', data: { a: 1 } } })
  const moved = binding(http({ url: 'https://other.example' }))
  const apart = merge({ mineBase: a, theirsBase: a, mine: other, theirs: moved })
  expect(apart.conflicts).toEqual(['dataSource'])
  const together = merge({ mineBase: a, theirsBase: a, mine: binding(http({ method: 'POST' })), theirs: moved })
  expect([together.push, together.pull, together.conflicts]).toEqual([['dataSource.method'], ['dataSource.url'], []])
})

test('what a server makes of what it was sent is no change on either side', () => {
  const sent = template({ category: 'weather' })
  const kept = template({ category: 'WEATHER' })
  const found = merge({ mineBase: sent, theirsBase: kept, mine: sent, theirs: kept })
  expect([found.push, found.pull, found.conflicts, found.settled]).toEqual([[], [], [], []])
})
