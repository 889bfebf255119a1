import { describe, expect, test } from 'vitest'
import { checkTemplate } from '../../../src/main/evaluator/template/check.ts'
import type { VariableDefinition } from '../../../src/shared/template.ts'
import { composeHere, define, faultOf } from './compose-here.ts'

const used = (html: string, variableDefinitions: VariableDefinition[] = []) =>
  checkTemplate({ html, variableDefinitions }).used

describe('used root variables, in order of first use', () => {
  test.each<[string, string[]]>([
    ['{{b}}{{a.x}}{{b}}', ['b', 'a']],
    ['plain {{! comment }}', []],
    ['{{date date}}{{trim (default a b)}}', ['date', 'a', 'b']],
    ['{{date 0 pattern=p timeZone=(trim z)}}', ['p', 'z']],
    ['{{#if a}}{{b}}{{else if c}}{{d}}{{else}}{{e}}{{/if}}', ['a', 'b', 'c', 'd', 'e']],
    ['{{#unless a}}{{b}}{{/unless}}', ['a', 'b']],
    ['{{#each items}}{{name}}{{this}}{{this.x}}{{./y}}{{@index}}{{@key}}{{/each}}', ['items']],
    [
      '{{#each items}}{{../title}}{{@root.site.name}}{{else}}{{fallback}}{{/each}}',
      ['items', 'title', 'site', 'fallback'],
    ],
    ['{{#each items}}{{#if ../flag}}{{../title}}{{/if}}{{/each}}', ['items', 'flag', 'title']],
    ['{{#each a}}{{#each b}}{{../c}}{{../../d}}{{../../../e}}{{/each}}{{/each}}', ['a', 'd']],
    ['{{#each items as |item i|}}{{item.name}}{{i}}{{other}}{{/each}}', ['items']],
    ['{{#each items as |item|}}{{../item}}{{this.item}}{{/each}}{{item}}', ['items', 'item']],
    ['{{#with user}}{{name}}{{../title}}{{/with}}', ['user', 'title']],
    ['{{#with user as |u|}}{{u.name}}{{#each ../list}}{{u.x}}{{/each}}{{/with}}', ['user', 'list']],
    ['{{#with @root}}{{a}}{{#with this}}{{b}}{{/with}}{{/with}}', ['a', 'b']],
    ['{{#with this as |r|}}{{r.a}}{{/with}}{{this.b}}{{./c}}', ['a', 'b', 'c']],
    ['{{#each (split csv ",")}}{{x}}{{/each}}', ['csv']],
    ['{{^each list}}{{a}}{{/each}}', ['list', 'a']],
    ['{{"odd name"}}{{[other]}}{{constructor}}{{__proto__}}', ['odd name', 'other', 'constructor', '__proto__']],
  ])('%s', (html, names) => {
    expect(used(html)).toEqual(names)
  })

  test('a template that reads the root as a whole uses every declared variable', () => {
    const declared = [define('x'), define('y')]
    for (const html of ['{{y}}{{json this}}', '{{y}}{{#each @root}}{{/each}}', '{{y}}{{coalesce this 1}}']) {
      expect(used(html, declared)).toEqual(['y', 'x'])
    }
    expect(used('{{#with this}}{{y}}{{/with}}', declared)).toEqual(['y'])
  })

  test('what could not be parsed uses nothing', () => {
    expect(used('{{a}}{{')).toEqual([])
  })
})

describe('raw output', () => {
  const declared = [define('html', { allowRawHtml: true }), define('also', { allowRawHtml: true }), define('plain')]
  const refused = (html: string) =>
    checkTemplate({ html, variableDefinitions: declared }).faults.map(({ code, variable }) => {
      expect(code).toBe('RAW_HTML_NOT_ALLOWED')
      return variable ?? 'all'
    })

  test.each<[string, string[]]>([
    ['{{{html}}}{{&html.x}}{{{"html"}}}', []],
    ['{{plain}}{{json this}}', []],
    ['{{{plain}}}', ['plain']],
    ['{{&plain}}', ['plain']],
    ['{{{undeclared.x}}}', ['undeclared']],
    ['{{{default html also}}}', []],
    ['{{{default html plain}}}', ['plain']],
    ['{{{trim (coalesce html (uppercase plain))}}}', ['plain']],
    ['{{{truncate html 9 suffix=plain}}}', ['plain']],
    ['{{#if plain}}{{{html}}}{{/if}}', []],
    ['{{#each html}}{{{this}}}{{{@key}}}{{{@index}}}{{/each}}', []],
    ['{{#each plain}}{{{this}}}{{/each}}', ['plain']],
    ['{{#each plain}}{{{html}}}{{/each}}', ['plain']],
    ['{{#each plain}}{{{@key}}}{{/each}}', ['plain']],
    ['{{#each html}}{{#each ../plain}}{{{@../key}}}{{{@key}}}{{/each}}{{/each}}', ['plain']],
    ['{{#each plain}}{{{../html}}}{{{@root.html}}}{{/each}}', []],
    ['{{#each html}}{{{../plain}}}{{{@root.plain}}}{{/each}}', ['plain', 'plain']],
    ['{{#each html}}{{#with this}}{{{../x}}}{{{../../plain}}}{{/with}}{{/each}}', ['plain']],
    ['{{#each html as |x|}}{{{x}}}{{/each}}', []],
    ['{{#each plain as |html|}}{{{html}}}{{/each}}', ['plain']],
    ['{{#each plain as |v html|}}{{{html}}}{{/each}}', ['plain']],
    ['{{#each plain as |html|}}{{{../html}}}{{{html.[this]}}}{{/each}}', ['plain']],
    ['{{#with plain as |html|}}{{#each ../html}}{{{html}}}{{/each}}{{/with}}', ['plain']],
    ['{{#with (default html plain)}}{{{x}}}{{/with}}', ['plain']],
    ['{{#with @root as |r|}}{{{r.html}}}{{{r.plain}}}{{/with}}', ['plain']],
    ['{{{this}}}', ['all']],
    ['{{{json this}}}', ['all']],
    ['{{#each this}}{{{this}}}{{/each}}', ['all']],
    ['{{#with (default this 1)}}{{{html}}}{{/with}}', ['all']],
  ])('%s', (html, variables) => {
    expect(refused(html)).toEqual(variables)
  })

  test('names the place, at compose too', () => {
    const fault = faultOf(() => composeHere('a\n {{{plain}}}', {}, { variableDefinitions: declared }))
    expect(fault.code).toBe('RAW_HTML_NOT_ALLOWED')
    expect(fault.faults).toEqual([expect.objectContaining({ line: 2, column: 2, variable: 'plain' })])
  })

  test('no data leads ../ to a variable that may not be raw', () => {
    const variableDefinitions = [define('list', { allowRawHtml: true })]
    const html = '{{#each list}}{{#each items}}{{{../secret}}}{{/each}}{{/each}}'
    const variables = { list: [{ items: ['[object Object]'] }], secret: '<script>' }
    expect(composeHere(html, variables, { variableDefinitions })).toBe('')
  })

  test('no block parameter stands in for @root', () => {
    const variableDefinitions = [define('html', { allowRawHtml: true })]
    const html = '{{#each list as |root|}}{{{@root.html}}}{{/each}}'
    const variables = { list: [{ html: '<script>' }], html: '<b>' }
    expect(composeHere(html, variables, { variableDefinitions })).toBe('<b>')
  })
})

describe('@ variables', () => {
  test.each<[string, string]>([
    ['{{#each list as |key first|}}{{@key}}{{key}}{{@first}}{{first}} {{/each}}', '0atrue0 1bfalse1 '],
    ['{{#each list as |item index|}}{{@index}}{{item}}{{index}} {{/each}}', '0a0 1b1 '],
    ['{{#each list}}{{this}}{{@../index}}{{/each}}', 'ab'],
    [
      '{{#each list}}{{this}}{{/each}} {{#each rows}}{{#each this}}{{@../index}}{{this}}{{/each}}{{/each}}',
      'ab 01021314',
    ],
    ['{{#each odd}}{{#each names}}{{@../key}}{{this}}{{/each}}{{/each}}', 'xc'],
  ])('%s', (html, page) => {
    const odd = { x: { toString: 1, names: ['c'] } }
    expect(
      composeHere(html, {
        list: ['a', 'b'],
        rows: [
          [1, 2],
          [3, 4],
        ],
        odd,
      }),
    ).toBe(page)
  })
})

describe('an item that is null is null in the blocks within it, too', () => {
  test.each([
    ['{{#each list}}{{#if true}}{{default this "none"}} {{/if}}{{/each}}', 'none b '],
    ['{{#each list}}{{#unless false}}{{#if this}}{{this}}{{else}}no {{/if}}{{/unless}}{{/each}}', 'no b'],
    ['{{#each list}}{{#if true}}{{json this}}{{/if}}{{/each}}', 'null&quot;b&quot;'],
    ['{{#each list}}{{#each ../list}}{{coalesce ../this "-"}}{{/each}}{{/each}}', '--bb'],
    [
      '{{#each list}}{{#with "x"}}{{coalesce ../this "-"}}{{/with}}{{#each ""}}{{else}}{{isDefined this}}{{/each}}{{/each}}',
      '-truebtrue',
    ],
    ['{{#each list}}{{#if true}}{{this}}{{name}}{{#each this}}x{{/each}}{{/if}}{{/each}}', 'b'],
  ])('%s', (html, page) => {
    expect(composeHere(html, { list: [null, 'b'] })).toBe(page)
  })
})

describe('defaults and validation', () => {
  test('undefined and null take the declared default, other values do not', () => {
    const variableDefinitions = ['a', 'b', 'c', 'd'].map((name) => define(name, { defaultValue: 'D' }))
    expect(composeHere('{{a}}{{b}}{{c}}{{d}}', { b: null, c: '', d: 0 }, { variableDefinitions })).toBe('DD0')
  })

  test('required: undefined, null and "" after defaults, all named at once with the place of first use', () => {
    const required = { validation: { required: true } }
    const variableDefinitions = [
      define('a', required),
      define('b', required),
      define('c', required),
      define('d', { ...required, defaultValue: 'given' }),
      define('e', required),
    ]
    const fault = faultOf(() => composeHere('\n {{b}}', { b: null, c: '', e: false }, { variableDefinitions }))
    expect(fault.code).toBe('VARIABLE_REQUIRED')
    expect(fault.faults?.map(({ variable, line, column }) => [variable, line, column])).toEqual([
      ['a', null, null],
      ['b', 2, 4],
      ['c', null, null],
    ])
  })

  test('lengths of strings and arrays, of given values alone', () => {
    const validation = { minLength: 2, maxLength: 3 }
    const variableDefinitions = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => define(name, { validation }))
    const bad = faultOf(() =>
      composeHere('', { a: 'x', b: 'four', c: [1], d: 'ok', e: 12345, f: null }, { variableDefinitions }),
    )
    expect(bad.code).toBe('VARIABLE_INVALID')
    expect(bad.faults?.map(({ variable }) => variable)).toEqual(['a', 'b', 'c'])
    expect(bad.message).toBe('The variable "a" needs at least 2 characters, not 1 (and 2 more)')
  })
})

describe('strict variables', () => {
  const strict = { strictVariables: true }
  const undefinedIn = (html: string, variables = {}) =>
    faultOf(() => composeHere(html, variables, strict)).faults?.map(({ variable, line, column }) => [
      variable,
      line,
      column,
    ])

  test('an undefined root variable that is read is a fault at its first use', () => {
    expect(undefinedIn('{{a}}\n{{b.c}} {{trim d}}{{#if e}}{{/if}}{{b}}', { a: 1 })).toEqual([
      ['b', 2, 3],
      ['d', 2, 16],
      ['e', 2, 25],
    ])
    expect(faultOf(() => composeHere('{{a}}', {}, strict)).code).toBe('UNDEFINED_VARIABLE')
  })

  test('from inner contexts too', () => {
    expect(
      undefinedIn('{{#each list}}{{../a}}{{@root.b}}{{#with @root}}{{c}}{{/with}}{{/each}}', { list: [1] }),
    ).toEqual([
      ['a', 1, 17],
      ['b', 1, 25],
      ['c', 1, 51],
    ])
  })

  test('what is not read is not missed, nor what is null or a member', () => {
    const html = '{{#if show}}{{detail}}{{/if}}{{n}}{{o.x}}{{#each list}}{{y}}{{/each}}{{json this}}'
    const variables = { show: false, n: null, o: {}, list: [{}] }
    expect(composeHere(html, variables, strict)).toContain('show')
  })

  test('a declared default counts', () => {
    expect(composeHere('{{a}}', {}, { ...strict, variableDefinitions: [define('a', { defaultValue: 'd' })] })).toBe('d')
  })

  test('without it, undefined is empty', () => {
    expect(composeHere('[{{a}}{{b.c}}]')).toBe('[]')
  })
})
