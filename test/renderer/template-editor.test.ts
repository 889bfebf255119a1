import { describe, expect, test } from 'vitest'
import { BLANK, changesOf, clashes, type Draft } from '../../src/renderer/screens/template-editor/draft.ts'
import { impactsOf } from '../../src/renderer/screens/template-editor/impact.ts'
import { diagnosticsOf, problemCount, problemsOf } from '../../src/renderer/screens/template-editor/problems.ts'
import { previewValues, textFault, valueOfText } from '../../src/renderer/screens/template-editor/variable-value.ts'
import { added, changed, nameFault, renamed } from '../../src/renderer/screens/template-editor/variables.ts'
import { shownTemplates } from '../../src/renderer/screens/templates/template-filter.ts'
import type { CloudState } from '../../src/renderer/words/sync.ts'
import type { Binding } from '../../src/shared/binding.ts'
import type { Template } from '../../src/shared/template.ts'

const text = (name: string, more: object = {}) => ({ name, type: 'text' as const, allowRawHtml: false, ...more })
const binding = (name: string, members: Partial<Binding>): Binding =>
  ({ uid: name, name, mapping: {}, defaults: {}, outputConfig: { format: 'png' }, ...members }) as Binding

describe('what a save does to bindings', () => {
  const base: Draft = { ...BLANK, html: '{{title}}', variableDefinitions: [text('title'), text('more')] }
  const maps = binding('maps', { mapping: { title: 't' } })
  const defaults = binding('defaults', { defaults: { title: 'x' } })
  const sized = binding('sized', { outputConfig: { format: 'png', width: 10, height: 10 } as Binding['outputConfig'] })
  const names = (draft: Partial<Draft>) =>
    impactsOf(base, { ...base, ...draft }, [maps, defaults, sized]).map(({ bindings }) =>
      bindings.map(({ name }) => name),
    )

  test('nothing for what they do not notice', () => {
    expect(names({ name: 'Other', html: 'x', description: 'y', variableDefinitions: [text('title')] })).toEqual([])
  })
  test('a variable that goes is missed by those that give it a value, unless the source still reads it', () => {
    expect(names({ html: 'x', variableDefinitions: [] })).toEqual([['maps', 'defaults']])
    expect(names({ variableDefinitions: [] })).toEqual([])
  })
  test('one that is required fails those that give it none', () => {
    const required = text('title', { validation: { required: true } })
    expect(names({ variableDefinitions: [required] })).toEqual([['sized']])
    expect(names({ variableDefinitions: [{ ...required, defaultValue: 'a' }] })).toEqual([])
  })
  test('a size is that of those that have none of their own', () => {
    expect(names({ width: 1 })).toEqual([['maps', 'defaults']])
  })
})

describe('edits and the edits of others', () => {
  test('only what differs is sent', () => {
    expect(changesOf(BLANK, { ...BLANK, width: 5, tags: [] })).toEqual({ width: 5 })
  })
  test('they clash where both changed the same to something else', () => {
    const theirs = { ...BLANK, html: 'a', width: 1, name: 'same' }
    expect(clashes(BLANK, { ...BLANK, html: 'b', height: 2, name: 'same' }, theirs)).toEqual(['html'])
  })
})

describe('variables', () => {
  test('a text becomes a value of the type, or says why not', () => {
    expect([valueOfText('number', '1.5'), valueOfText('boolean', 'false'), valueOfText('array', '[1]')]).toEqual([
      1.5,
      false,
      [1],
    ])
    expect(textFault('number', 'many')).toContain('A number')
    expect(textFault('array', '{}')).toContain('A list')
    expect(textFault('object', '[1')).toContain('as JSON')
    expect(textFault('object', 'null')).toContain('An object')
    expect(textFault('number', '')).toBe(null)
  })
  test('a preview has what was typed, else the default, else something of the type', () => {
    const definitions = [text('a', { defaultValue: 'x' }), text('b'), { ...text('n'), type: 'number' as const }]
    const template = { html: '{{a}}', variableDefinitions: definitions }
    expect(previewValues(template, { a: '', n: '7' })).toEqual({ a: 'x', b: 'b', n: 7 })
    expect(previewValues(template, { a: 'y', n: 'no' })).toEqual({ a: 'y', b: 'b', n: 42 })
  })
  test('names, additions, changes', () => {
    expect(nameFault('größe', [])).toBe(null)
    expect(nameFault('a b', [])).toContain('A letter')
    expect(nameFault('a', ['a'])).toContain('There is one')
    expect(added([text('variable')]).map(({ name }) => name)).toEqual(['variable', 'variable2'])
    expect(changed([text('a', { description: 'x' })], 'a', { description: undefined })).toEqual([text('a')])
    expect(renamed({ html: '{{a}} a', variableDefinitions: [text('a')] }, 'a', 'b')).toEqual({
      html: '{{b}} a',
      variableDefinitions: [text('b')],
    })
  })
})

test('problems come worst first, with a place where they have one', () => {
  const fault = (severity: 'error' | 'warning' | 'info', code: string, line: number | null) => ({
    ...{ severity, code, line, column: line, message: code },
  })
  const faults = [
    fault('info', 'REMOTE_HOST', null),
    fault('warning', 'UNDECLARED_VARIABLE', 2),
    fault('error', 'X', 1),
  ]
  const problems = problemsOf({ faults, variables: [], undeclared: [], remoteHosts: [] })
  expect(problems.map(({ severity }) => severity)).toEqual(['error', 'warning', 'warning'])
  expect(problemCount(problems)).toBe('1 error, 2 warnings')
  expect(diagnosticsOf(problems).map(({ line }) => line)).toEqual([1, 2])
  expect(problemCount([])).toBe('')
})

test('the list finds by every word in name, tags, variables and size, and sorts', () => {
  const template = (name: string, updatedAt: string, more: Partial<Template> = {}) =>
    ({
      uid: name,
      name,
      updatedAt,
      description: '',
      category: '',
      tags: [],
      variables: [],
      width: 1,
      height: 2,
      ...more,
    }) as never
  const held = { cloud: { uid: null, renderUrl: null, webhookUrl: null, state: 'held_back', syncedAt: null } } as const
  const all = [
    template('b', '1', { tags: ['Red'] }),
    template('a', '2', { variables: ['title'] }),
    template('c', '0', held),
  ]
  const shown = (text: string, sort: 'name' | 'changed' | 'uses', cloud: CloudState | null = null) =>
    shownTemplates(all, { text, cloud, sort }, new Map([['c', 2]])).map(({ uid }) => uid)
  expect(shown('', 'name')).toEqual(['a', 'b', 'c'])
  expect(shown('', 'changed')).toEqual(['a', 'b', 'c'])
  expect(shown('', 'uses')).toEqual(['c', 'a', 'b'])
  expect(shown('red 1×2', 'name')).toEqual(['b'])
  expect(shown('TITLE', 'name')).toEqual(['a'])
  expect(shown('nothing', 'name')).toEqual([])
  expect(shown('', 'name', 'held_back')).toEqual(['c'])
  expect(shown('', 'name', 'synced')).toEqual([])
})
