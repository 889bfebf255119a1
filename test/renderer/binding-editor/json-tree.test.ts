import { expect, test } from 'vitest'
import { findRows } from '../../../src/renderer/screens/binding-editor/mapping/find-rows.ts'
import {
  carryOpened,
  firstOpened,
  flatten,
  stepsOf,
} from '../../../src/renderer/screens/binding-editor/mapping/json-rows.ts'
import { matchNames } from '../../../src/renderer/screens/binding-editor/mapping/match-names.ts'
import { pathText, stepsIn } from '../../../src/renderer/screens/binding-editor/mapping/path-text.ts'
import { valueText } from '../../../src/renderer/screens/binding-editor/mapping/value-text.ts'
import { getByPath, parseDataPath } from '../../../src/shared/data-path.ts'
import type { Json } from '../../../src/shared/json.ts'

const data: Json = {
  title: 'Hello',
  user: { first_name: 'Ada', 'odd.key': [1, 2] },
  items: [{ name: 'one' }, { name: 'two' }],
  $ref: 'x',
}
const paths = (rows: ReturnType<typeof flatten>) => rows.map((row) => pathText(stepsOf(row)))

test('every line has a path that finds its value', () => {
  const rows = flatten(data, firstOpened(data))
  expect(paths(rows)).toEqual([
    '',
    'title',
    'user',
    'user.first_name',
    'user["odd.key"]',
    'user["odd.key"][0]',
    'user["odd.key"][1]',
    'items',
    'items[0]',
    'items[0].name',
    'items[1]',
    'items[1].name',
    '["$ref"]',
  ])
  for (const row of rows.slice(1)) expect(getByPath(data, parseDataPath(pathText(stepsOf(row))))).toBe(row.value)
})

test('of much data only what fits is open at first, and what one opened stays open in newer data', () => {
  const large: Json = { list: Array.from({ length: 1000 }, (_, at) => ({ at })), last: { a: 1 } }
  const opened = firstOpened(large)
  expect(paths(flatten(large, opened))).toEqual(['', 'list', 'last', 'last.a'])
  const { list } = large as { list: Json[] }
  const wider = new Set([...opened, list])
  const newer = structuredClone(large)
  expect(flatten(newer, carryOpened(large, newer, wider)).length).toBe(1004)
})

test('a hundred thousand lines, and data as deep as it may be, are walked', () => {
  const many: Json = Array.from({ length: 100_000 }, (_, at) => at)
  expect(flatten(many, new Set([many])).length).toBe(100_001)
  let deep: Json = 'end'
  for (let at = 0; at < 20_000; at++) deep = [deep]
  expect(findRows(deep, 'end').count).toBe(1)
})

test('a search finds names, values and whole paths, with what leads to them', () => {
  expect(paths(findRows(data, 'ADA').rows)).toEqual(['', 'user', 'user.first_name'])
  expect(paths(findRows(data, 'items[1].na').rows)).toEqual(['', 'items', 'items[1]', 'items[1].name'])
  expect(findRows(data, 'name').count).toBe(3)
  expect(findRows(data, 'nothing like it')).toMatchObject({ rows: [], count: 0 })
  const many: Json = Array.from({ length: 5000 }, () => 'same')
  expect(findRows(many, 'same')).toMatchObject({ count: 2000, isCut: true })
})

test('paths that are written otherwise are the same line', () => {
  const same = (path: string) => pathText(stepsIn(data, path) ?? [])
  expect(['items[-1].name', 'items.1.name', `user['odd.key'][0]`].map(same)).toEqual([
    'items[1].name',
    'items[1].name',
    'user["odd.key"][0]',
  ])
  expect(['', '$.items', 'items['].map((path) => stepsIn(data, path))).toEqual([null, null, null])
})

test('names are matched whatever their case and joints, and the sure ones are told', () => {
  const text = (name: string) => ({ name, type: 'text' as const })
  const found = matchNames(data, [text('Title'), text('firstName'), text('itemName'), text('colour')])
  expect(found.map(({ variable, path, isSure }) => [variable, path, isSure])).toEqual([
    ['Title', 'title', true],
    ['firstName', 'user.first_name', true],
    ['itemName', 'items[0].name', false],
  ])
  expect(matchNames(data, [{ name: 'items', type: 'array' }])[0]?.path).toBe('items')
  expect(matchNames(data, [{ name: 'items', type: 'text' }])).toEqual([])
})

test('values are cut, and data URLs not shown', () => {
  expect(valueText('x'.repeat(1000)).length).toBe(201)
  expect(valueText('data:image/png;base64,AAAA')).toBe('data:image/png;base64,AA…')
  expect([null, 0, false, [], { a: 1 }].map(valueText)).toEqual(['null', '0', 'false', '0 items', '1 member'])
})
