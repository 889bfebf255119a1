import { expect, test } from 'vitest'
import { purposeWords, withEntry, withoutHost } from '../../src/renderer/screens/settings/allow-list.ts'
import { fromGigabytes, parseCount, toGigabytes } from '../../src/renderer/screens/settings/number-text.ts'
import { findSettings, placeOf, SECTIONS, SETTINGS } from '../../src/renderer/screens/settings/settings-index.ts'
import { starterBinding } from '../../src/renderer/screens/welcome/starter.ts'
import { downloadWords } from '../../src/renderer/words/chromium.ts'
import { cautionsOf, planWords } from '../../src/renderer/words/import-plan.ts'
import { secretsWords } from '../../src/renderer/words/secrets.ts'
import { bindingCreateSchema } from '../../src/shared/binding.ts'
import { DEFAULT_SETTINGS } from '../../src/shared/default-settings.ts'
import type { ImportPlan } from '../../src/shared/portable.ts'
import type { Template } from '../../src/shared/template.ts'

test('every setting of the farm has its row, and every row a section', () => {
  expect(Object.keys(SETTINGS)).toEqual(expect.arrayContaining(Object.keys(DEFAULT_SETTINGS)))
  const sections = SECTIONS.map(({ id }) => id)
  for (const { section } of Object.values(SETTINGS)) expect(sections).toContain(section)
  for (const id of sections) expect(Object.values(SETTINGS).some(({ section }) => section === id)).toBe(true)
})

test.each([
  ['proxy', 'outboundProxy'],
  ['dark', 'theme'],
  ['notifications', 'notifications'],
  ['tls certificate', 'extraCaFile'],
  ['retention runs', 'runsPerBinding'],
])('a search for %j finds %s', (query, id) => {
  expect(findSettings(query)).toContain(id)
})
test('a search for what is not there finds nothing', () => {
  expect(findSettings('zeppelin')).toEqual([])
})

test('an address names a section, or a setting of one', () => {
  expect(placeOf('network')).toEqual({ section: 'network', setting: null })
  expect(placeOf('locale')).toEqual({ section: 'region', setting: 'locale' })
  expect(placeOf('toString')).toEqual({ section: 'server', setting: null })
  expect(placeOf(null)).toEqual({ section: 'server', setting: null })
})

test('a host has one entry in the allow list, which keeps its place', () => {
  const a = { host: 'a', for: ['data' as const] }
  const b = { host: 'b', for: ['data' as const] }
  const wide = { host: 'a', for: ['data' as const, 'pages' as const, 'webhooks' as const] }
  expect(withEntry([a], b, null)).toEqual([a, b])
  expect(withEntry([a, b], wide, 'a')).toEqual([wide, b])
  expect(withEntry([a, b], wide, null)).toEqual([b, wide])
  expect(withEntry([a, b], { ...b, host: 'a' }, 'b')).toEqual([{ ...b, host: 'a' }])
  expect(withoutHost([a, b], 'a')).toEqual([b])
  expect([purposeWords(a.for), purposeWords(wide.for)]).toEqual(['data', 'everything'])
})

test('numbers are read as people write them', () => {
  expect([toGigabytes(DEFAULT_SETTINGS.totalBytes), toGigabytes(5_366_700_000)]).toEqual(['5', '5.37'])
  expect([fromGigabytes('5,5'), fromGigabytes(' 2 '), parseCount(' 7 ')]).toEqual([5_500_000_000, 2_000_000_000, 7])
  for (const wrong of ['', 'many', '1.5']) expect(() => parseCount(wrong)).toThrow('Write a whole number.')
  for (const wrong of ['', 'much']) expect(() => fromGigabytes(wrong)).toThrow('Write a number')
})

test('a download says how much of how much', () => {
  expect(downloadWords({ bytes: 62_100_000, totalBytes: 158_400_000 })).toBe('62.1 MB of 158.4 MB')
  expect(downloadWords({ bytes: 62_100_000, totalBytes: null })).toBe('62.1 MB so far')
})

test('a key that nothing but its owner’s rights protects says so', () => {
  expect(secretsWords({ backend: 'keychain', available: true }).tone).toBe('good')
  expect(secretsWords({ backend: 'file', available: true })).toMatchObject({ tone: 'warn' })
  expect(secretsWords({ backend: 'file', available: false })).toMatchObject({ tone: 'bad' })
})

const template = {
  uid: 't',
  name: 'T',
  action: 'create' as const,
  localUid: 't',
  hosts: [] as string[],
  runsScripts: false,
}
const binding = { uid: 'b', name: 'B', action: 'create' as const, localUid: 'b', needsSecret: false, host: null }
const plan = (templates: Partial<ImportPlan['templates'][number]>[], bindings: object[]): ImportPlan => ({
  templates: templates.map((each) => ({ ...template, ...each })),
  bindings: bindings.map((each) => ({ ...binding, ...each })),
})

test.each([
  [plan([], []), 'The file holds nothing.'],
  [plan([{}], [{}, {}]), '1 template and 2 bindings will be made.'],
  [plan([], [{ action: 'same' }]), 'All of it is here already: there is nothing to import.'],
  [
    plan([{}], [{ action: 'copy' }, { action: 'same' }]),
    '1 template and 1 binding will be made. 1 of them is a copy, since something else has the same id. 1 is here already.',
  ],
])('a plan is said in a sentence', (given, words) => {
  expect(planWords(given)).toBe(words)
})

test('what one should know before one says yes is said once, and of what is made alone', () => {
  const risky = { hosts: ['b.example', 'a.example'], runsScripts: true }
  expect(cautionsOf(plan([risky, { hosts: ['a.example'] }], [{ needsSecret: true }]))).toEqual([
    'Templates load from a.example, b.example.',
    '1 template runs scripts, which may load from other hosts.',
    '1 binding needs a secret again: no file holds any. Give it once they are here.',
  ])
  const here = { action: 'same' as const }
  expect(cautionsOf(plan([{ ...risky, ...here }], [{ needsSecret: true, ...here }]))).toEqual([])
})

test('a binding of a starter template is one that the farm takes, with every value that the template is shown with', () => {
  const starter = {
    uid: 'tmpl_x',
    name: 'Card',
    html: '{{!-- sample: {"when": "2026-06-01"} --}}',
    variableDefinitions: [
      { name: 'title', type: 'text', defaultValue: 'Hello' },
      { name: 'items', type: 'array', defaultValue: [] },
      { name: 'when', type: 'text' },
    ],
  } as unknown as Template
  const definition = starterBinding(starter)
  expect(bindingCreateSchema.safeParse(definition).success).toBe(true)
  expect(definition.dataSource.data).toEqual({ title: 'Hello', items: [], when: '2026-06-01' })
  expect(definition.mapping).toEqual({ title: 'title', items: 'items', when: 'when' })
})
