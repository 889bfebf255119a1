import { expect, test } from 'vitest'
import { type Definition, definitionOf, draftOf, isSame } from '../../../src/renderer/screens/binding-editor/draft.ts'
import { defaultOf, defaultText } from '../../../src/renderer/screens/binding-editor/mapping/default-text.ts'
import { valueNow } from '../../../src/renderer/screens/binding-editor/mapping/value-now.ts'
import { nextTimes } from '../../../src/renderer/screens/binding-editor/preview/next-times.ts'
import { projected, readablePaths } from '../../../src/renderer/screens/binding-editor/preview/projected.ts'
import { shownValue } from '../../../src/renderer/screens/binding-editor/saving/shown-value.ts'
import { differences, merge } from '../../../src/renderer/screens/binding-editor/saving/three-way.ts'
import { authDraftOf, credentialsOf } from '../../../src/renderer/screens/binding-editor/source/auth-draft.ts'
import {
  readQuery,
  removeQueryPair,
  setQueryPair,
} from '../../../src/renderer/screens/binding-editor/source/query-pairs.ts'
import { sourceDraftOf, sourceOf } from '../../../src/renderer/screens/binding-editor/source/source-draft.ts'
import { adviceOn } from '../../../src/renderer/screens/binding-editor/source/test-advice.ts'
import { variablesOf } from '../../../src/renderer/screens/binding-editor/variables.ts'
import type { Binding } from '../../../src/shared/binding.ts'
import type { DataSource } from '../../../src/shared/data-source.ts'

const http: DataSource = {
  type: 'http',
  url: 'https://api.example.com/x?a=1',
  method: 'POST',
  headers: { Accept: 'application/json', 'X-Token': { set: true } },
  body: { a: 1 },
  credentials: { type: 'basic_auth', set: true, username: 'ada' },
}
const binding = {
  name: 'One',
  templateId: 'tmpl_1',
  dataSource: http,
  mapping: { title: 'title' },
  defaults: { subtitle: 'none' },
  refreshPolicy: { type: 'ttl', ttlSeconds: 300, onError: 'serve_stale' },
  outputConfig: { format: 'png', quality: 80, deviceScaleFactor: 1 },
} as unknown as Binding
const definition = (change: Partial<Definition> = {}): Definition => ({ ...definitionOf(draftOf(binding)), ...change })

test('what is not touched is sent as it was, and secrets that are kept are asked to be kept', () => {
  expect(definition().dataSource).toEqual({
    ...http,
    credentials: { type: 'basic_auth', username: 'ada', set: true },
  })
  const text: DataSource = { ...http, body: '{"a":  1}' }
  expect(sourceOf(sourceDraftOf(text))).toMatchObject({ body: '{"a":  1}' })
  const fixed: DataSource = { type: 'static', data: { big: 12345678901234567000 } }
  expect(sourceOf(sourceDraftOf(fixed))).toEqual(fixed)
  expect(isSame(draftOf(binding), draftOf(binding))).toBe(true)
})

test('a secret that is typed replaces, one of another kind is not kept', () => {
  const auth = authDraftOf({ type: 'api_key', set: true, header: 'X-Key' })
  expect(credentialsOf(auth)).toEqual({ type: 'api_key', set: true, header: 'X-Key' })
  expect(credentialsOf({ ...auth, secret: 'new' })).toEqual({ type: 'api_key', value: 'new', header: 'X-Key' })
  expect(credentialsOf({ ...auth, kind: 'bearer_token' })).toEqual({ type: 'bearer_token' })
  expect(credentialsOf({ ...auth, kind: 'none' })).toBe(null)
})

test('the query table writes the URL, and leaves alone what it does not edit', () => {
  const url = 'https://x.test/a?b=1+2&c=%C3%A9&d#end'
  expect(readQuery(url)).toEqual([
    { name: 'b', value: '1 2' },
    { name: 'c', value: 'é' },
    { name: 'd', value: '' },
  ])
  expect(setQueryPair(url, 1, { name: 'c', value: 'a&b' })).toBe('https://x.test/a?b=1+2&c=a%26b&d#end')
  expect(setQueryPair('https://x.test', 0, { name: 'q', value: '' })).toBe('https://x.test?q=')
  expect(removeQueryPair('https://x.test?q=1', 0)).toBe('https://x.test')
})

test('the value that a variable has now, and why', () => {
  const given = { fallback: undefined, templateDefault: undefined, data: { a: 1, n: null }, evaluated: undefined }
  const now = (path: string, more = {}) => valueNow({ ...given, path, ...more })
  expect(now('a')).toEqual({ kind: 'found', value: 1 })
  expect(now('n')).toEqual({ kind: 'missing' })
  expect(now('b', { fallback: 'x' })).toEqual({ kind: 'default', value: 'x' })
  expect(now('b', { templateDefault: 't' })).toEqual({ kind: 'default', value: 't' })
  expect(now('', { fallback: 'x' })).toEqual({ kind: 'constant', value: 'x' })
  expect(now('')).toEqual({ kind: 'none' })
  expect(now('a[')).toMatchObject({ kind: 'fault' })
  expect(now('$.a')).toEqual({ kind: 'unknown' })
  expect(now('$.a', { evaluated: { value: 1, isMissing: false } })).toEqual({ kind: 'found', value: 1 })
  expect(now('$.b', { evaluated: { value: undefined, isMissing: true } })).toEqual({ kind: 'missing' })
  expect(now('a', { data: undefined })).toEqual({ kind: 'unknown' })
})

test('a default is text where the variable is text, and JSON elsewhere', () => {
  expect(defaultOf('5', 'text')).toBe('5')
  expect(defaultOf('5', 'number')).toBe(5)
  expect(defaultOf('[1]', 'array')).toEqual([1])
  expect(defaultOf('five', 'number')).toBe('five')
  expect(defaultOf('', 'text')).toBe(undefined)
  expect([undefined, 'a', 5, [1]].map(defaultText)).toEqual(['', 'a', '5', '[1]'])
})

test('names that the template does not have come last and are marked', () => {
  const template = { variableDefinitions: [{ name: 'title', type: 'text', allowRawHtml: false }] } as never
  const found = variablesOf(template, { mapping: { gone: 'x' }, defaults: { other: 1 } })
  expect(found.map(({ name, isUnused }) => [name, isUnused])).toEqual([
    ['title', false],
    ['gone', true],
    ['other', true],
  ])
})

test('a preview is sent as much data as it takes', () => {
  const data = { a: { b: 1 }, c: 2 }
  expect(projected(data, { x: 'a.b', $y: 'none' })).toEqual({
    data: { x: 1 },
    mapping: { x: '["x"]', $y: '["$y"]' },
  })
  expect(projected(data, { x: '$..b' })).toEqual({ data, mapping: { x: '$..b' } })
  expect(readablePaths({ x: 'a[', y: '$[', z: 'a.b' })).toEqual({ z: 'a.b' })
})

test('the next times of a policy', () => {
  const policy = { type: 'ttl', ttlSeconds: 60, onError: 'serve_stale' } as const
  expect(nextTimes(policy, 0, null, 3)).toEqual([60_000, 120_000, 180_000])
  expect(nextTimes(policy, 0, 5000, 2)).toEqual([5000, 65_000])
  expect(nextTimes({ ...policy, type: 'manual' }, 0, null)).toEqual([])
})

test('three sides: each one’s own changes are kept, and what both changed is chosen', () => {
  const base = definition()
  const mine = definition({ name: 'Mine', mapping: { title: 'headline', more: 'x' } })
  const theirs = definition({ name: 'Theirs', defaults: {}, mapping: { title: 'title' } })
  const found = differences(base, mine, theirs)
  expect(found.map(({ path, kind }) => [path, kind])).toEqual([
    ['name', 'conflict'],
    ['mapping.title', 'mine'],
    ['mapping.more', 'mine'],
    ['defaults.subtitle', 'theirs'],
  ])
  const merged = merge(mine, found, { name: 'theirs' })
  expect(merged).toMatchObject({ name: 'Theirs', mapping: { title: 'headline', more: 'x' }, defaults: {} })
  expect(merge(mine, found, { 'mapping.more': 'theirs' }).mapping).toEqual({ title: 'headline' })
  expect(differences(base, base, definition({ outputConfig: { ...base.outputConfig } }))).toEqual([])
})

test('no secret is shown among what changed', () => {
  const dataSource = {
    ...http,
    headers: { 'X-Token': 'hush-1', Accept: 'a' },
    credentials: { type: 'bearer_token', value: 'hush-2' },
  }
  const text = shownValue('dataSource', dataSource)
  expect(text).not.toContain('hush')
  expect(text).toContain('Bearer token, a new secret')
})

test.each<[string, Parameters<typeof adviceOn>[0], string, string | undefined]>([
  [
    'a 401',
    { code: 'X', stage: 'status', message: '', upstreamStatus: 401 },
    '401: the credential was rejected',
    'auth',
  ],
  [
    'a 404',
    { code: 'X', stage: 'status', message: '', upstreamStatus: 404 },
    '404: there is nothing at this address',
    'url',
  ],
  ['a 500', { code: 'X', stage: 'status', message: '', upstreamStatus: 500 }, '500: the server has a fault', 'again'],
  ['a timeout', { code: 'X', stage: 'timeout', message: '' }, 'It took too long', 'again'],
  ['no JSON', { code: 'X', stage: 'content_type', message: '' }, 'The answer is not JSON', 'url'],
  ['a missing secret', { code: 'NEEDS_SECRET', stage: 'fetch', message: '' }, 'Its credential is missing', 'auth'],
])('what to do about %s', (_name, error, title, next) => {
  const advice = adviceOn(error, true)
  expect([advice.title, advice.next?.kind]).toEqual([title, next])
})

test('a source that was given no credential is said to want one', () => {
  const error = { code: 'X', stage: 'status', message: '', upstreamStatus: 401 } as const
  expect(adviceOn(error, false)).toMatchObject({
    title: '401: it wants a credential',
    next: { label: 'Add a credential' },
  })
})

test('a host can be allowed as narrowly as it was refused, and only where that is possible', () => {
  const blocked = { host: '::1', port: 8080, purpose: 'data', allowable: true } as const
  const error = { code: 'BLOCKED_URL', stage: 'connect', message: '', blocked } as const
  expect(adviceOn(error, true).next).toEqual({ kind: 'allow', label: 'Allow this host ([::1]:8080)', blocked })
  expect(adviceOn({ ...error, blocked: { ...blocked, allowable: false } }, true).next?.kind).toBe('url')
})
