import { expect, test } from 'vitest'
import { type BindingVerb, findBindingLines, findLines } from '../../src/renderer/shell/palette-actions.ts'
import { findWords } from '../../src/renderer/words/find.ts'
import type { Binding } from '../../src/shared/binding.ts'

test.each([
  ['out pro', 'Outbound proxy', true],
  ['PROXY', 'Outbound proxy', true],
  ['bound', 'Outbound proxy', false],
  ['', 'anything', true],
  ['天気', '東京の天気', true],
  ['ém', 'Émile', true],
  ['قالب', 'قالب عربي', true],
])('%j is found in %j: %s', (query, text, isFound) => {
  expect(findWords(query, text)).toBe(isFound)
})

const binding = (uid: string, name: string, status = 'active') => ({ uid, name, status }) as Binding
const done: string[] = []
const verbs: BindingVerb[] = ['Pause', 'Resume'].map((label) => ({
  id: label,
  label,
  icon: () => null,
  isFor: ({ status }) => (status === 'paused') === (label === 'Resume'),
  run: ({ uid }) => done.push(`${label} ${uid}`),
}))
const find = (bindings: Binding[], query: string) => {
  const { bindings: opening, actions } = findBindingLines(bindings, verbs, query, ({ uid }) => done.push(`open ${uid}`))
  return { opening: opening.map(({ label }) => label), actions: actions.map(({ label }) => label), lines: actions }
}

test('a name finds the binding and, where few are left, what can be done with it', () => {
  const bindings = [binding('a', 'Oslo weather'), binding('b', 'Bergen weather', 'paused')]
  expect(find(bindings, 'oslo')).toMatchObject({ opening: ['Oslo weather'], actions: ['Pause Oslo weather'] })
  expect(find(bindings, 'weather').actions).toEqual(['Pause Oslo weather', 'Resume Bergen weather'])
  find(bindings, 'oslo').lines[0]?.run()
  expect(done).toEqual(['Pause a'])
})

test('a verb before the name finds what it is for, and nothing else', () => {
  const bindings = [binding('a', 'Oslo weather'), binding('b', 'Bergen weather', 'paused')]
  expect(find(bindings, 'pause we')).toMatchObject({ opening: [], actions: ['Pause Oslo weather'] })
  expect(find(bindings, 'resume we').actions).toEqual(['Resume Bergen weather'])
  expect(find(bindings, 'pause zzz').actions).toEqual([])
})

test('of many bindings a few are shown, and nothing is offered to be done with them', () => {
  const many = Array.from({ length: 5000 }, (_, index) => binding(`b${index}`, `Card ${index}`))
  const { opening, actions } = find(many, 'card')
  expect(opening).toHaveLength(8)
  expect(actions).toEqual([])
  expect(find(many, 'card 4999').opening).toEqual(['Card 4999'])
})

test('lines are found by what they belong to and by their further words', () => {
  const lines = [{ id: 'x', label: 'Outbound proxy', about: 'Network', words: 'password', run: () => {} }]
  for (const query of ['proxy', 'network', 'pass']) expect(findLines(lines, query)).toHaveLength(1)
  expect(findLines(lines, 'proxy elsewhere')).toEqual([])
})
