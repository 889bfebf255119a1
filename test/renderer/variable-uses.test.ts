import { expect, test } from 'vitest'
import { checkTemplate } from '../../src/main/evaluator/template/check.ts'
import { readMustaches } from '../../src/renderer/words/mustache.ts'
import { findUses, renameUses } from '../../src/renderer/words/variable-uses.ts'

const SOURCES = [
  '{{title}} {{{html}}} {{&raw}} {{~trim~}} \\{{escaped}}',
  '{{truncate title 8 suffix=end}} {{date date "YYYY"}} {{#if (contains tags "red")}}{{x}}{{/if}}',
  '{{#each items}}{{name}} {{../title}} {{@index}} {{@root.site}} {{this.a}}{{else}}{{none}}{{/each}}',
  '{{#each people as |person i|}}{{person.name}} {{i}} {{../person}}{{/each}}{{person}}',
  '{{#with user}}{{name}}{{#if name}}{{../name}}{{/if}}{{#each ../list}}{{../../deep}}{{../near}}{{/each}}{{/with}}',
  '{{#if a}}{{b}}{{else if c}}{{d}}{{else}}{{e}}{{/if}}{{#unless f}}{{this.g}} {{./h}}{{/unless}}',
  '{{! a {{comment}} }}{{!-- {{another}} --}}{{user.name}} {{tags.[0]}} {{default missing "n/a}}"}}',
  '<a style="color: {{colour}}" href="{{url}}">{{größe}} {{名前}}</a>',
]

test.each(SOURCES)('reads the variables that the farm reads: %s', (html) => {
  const source = html.replace('{{&raw}}', '{{raw}}').replace('{{{html}}}', '{{html}}')
  const { used, faults } = checkTemplate({ html: source, variableDefinitions: [], strictVariables: false } as never)
  expect(faults).toEqual([])
  expect([...new Set(findUses(source).map(({ name }) => name))].sort()).toEqual([...used].sort())
})

test('tells what the words of an expression are', () => {
  const kinds = (html: string) => readMustaches(html).map(({ kind, tokens }) => [kind, tokens.map((each) => each.kind)])
  expect(kinds('{{#if (contains a "b")}}{{else if 12}}{{/if}}')).toEqual([
    ['open', ['keyword', 'helper', 'path', 'string']],
    ['else', ['keyword', 'keyword', 'number']],
    ['close', ['keyword']],
  ])
  expect(kinds('{{! no }}{{{a}}}{{round a 2}}')).toEqual([
    ['comment', []],
    ['value', ['path']],
    ['value', ['helper', 'path', 'number']],
  ])
})

test('a renamed variable is renamed where it is read, and nowhere else', () => {
  const html =
    '{{name}} name {{#each name}}{{name}} {{../name.name}}{{/each}}{{truncate name 3 name="name"}}{{name name}}'
  expect(renameUses(html, 'name', 'who')).toBe(
    '{{who}} name {{#each who}}{{name}} {{../who.name}}{{/each}}{{truncate who 3 name="name"}}{{name who}}',
  )
})

test('a hostile source is read in a moment', () => {
  const html = '{{"'.repeat(20_000) + '{{'.repeat(100_000) + '{{a '.repeat(50_000)
  const start = performance.now()
  findUses(html)
  expect(performance.now() - start).toBeLessThan(5000)
})
