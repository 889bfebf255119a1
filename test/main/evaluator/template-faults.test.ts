import { describe, expect, test } from 'vitest'
import { checkTemplate } from '../../../src/main/evaluator/template/check.ts'
import { composeHere, define, faultOf } from './compose-here.ts'

const check = (html: string) => checkTemplate({ html, variableDefinitions: [] })
const places = (html: string) => check(html).faults.map(({ code, line, column }) => [code, line, column])

const SYNTAX = 'HANDLEBARS_COMPILE_ERROR'
const HELPER = 'HELPER_NOT_ALLOWED'

describe('each fault has its code and place, counted from 1', () => {
  test.each<[string, string, number | null, number | null]>([
    ['{{foo', SYNTAX, 1, 3],
    ['a\n  {{#if x}}\n b', SYNTAX, 3, 3],
    ['{{#if a}}\n{{/each}}', SYNTAX, 1, 4],
    ['<p>{{/if}}', SYNTAX, 1, 4],
    ['x{{else}}', SYNTAX, 1, 2],
    ['{{}}', SYNTAX, 1, 3],
    ['{{x//y}}', SYNTAX, 1, 5],
    ['a\r\nb {{x}}{{! y }}\n\nc\0d', SYNTAX, 4, 2],
    ['\0', SYNTAX, 1, 1],
    ['a {{!-- b', SYNTAX, 1, 3],
    ['a\n{{x}}{{~!-- b\0 --', SYNTAX, 2, 6],
    ['{{{{raw}}}} a', SYNTAX, 1, 12],
    ['\n{{#if}}a{{/if}}', SYNTAX, 2, 1],
    ['{{#if a b}}a{{/if}}', SYNTAX, 1, 1],
    ['{{#each}}a{{/each}}', SYNTAX, 1, 1],
    ['{{#unless}}a{{/unless}}', SYNTAX, 1, 1],
    ['{{#with a b}}a{{/with}}', SYNTAX, 1, 1],
    ['{{#if a as |b|}}{{b}}{{/if}}', SYNTAX, 1, 1],
    ['{{^each a as |b|}}{{b}}{{/each}}', SYNTAX, 1, 1],
    ['{{if a}}', SYNTAX, 1, 3],
    ['{{trim (each a)}}', SYNTAX, 1, 9],
    ['{{@indx}}', SYNTAX, 1, 3],
    ['{{@[ scope].context}}', SYNTAX, 1, 3],
    ['  {{shout x}}', HELPER, 1, 5],
    ['{{trim\n  (shout x)}}', HELPER, 2, 4],
    ['{{trim x=(shout)}}', HELPER, 1, 11],
    ['{{lookup a b}}', HELPER, 1, 3],
    ['{{log a}}', HELPER, 1, 3],
    ['{{helperMissing a}}', HELPER, 1, 3],
    ['{{#blockHelperMissing a}}{{/blockHelperMissing}}', HELPER, 1, 1],
    ['{{constructor a}}', HELPER, 1, 3],
    ['{{__proto__ a}}', HELPER, 1, 3],
    ['{{[ print] a}}', HELPER, 1, 3],
    ['{{a.b c}}', HELPER, 1, 3],
    ['{{this.trim c}}', HELPER, 1, 3],
    ['{{../trim c}}', HELPER, 1, 3],
    ['{{@root.trim c}}', HELPER, 1, 3],
    ['{{this c}}', HELPER, 1, 3],
    ['{{#list}}x{{/list}}', HELPER, 1, 1],
    ['{{^list}}x{{/list}}', HELPER, 1, 1],
    ['{{#this.list}}x{{/this.list}}', HELPER, 1, 1],
    ['{{#uppercase x}}y{{/uppercase}}', HELPER, 1, 1],
    ['{{#if x}}a{{else list}}b{{/if}}', HELPER, 1, 11],
    ['{{> card}}', HELPER, 1, 1],
    ['{{> (card)}}', HELPER, 1, 1],
    ['{{#> card}}x{{/card}}', HELPER, 1, 1],
    ['{{* decorate}}', HELPER, 1, 1],
    ['{{#*inline "x"}}y{{/inline}}', HELPER, 1, 1],
    ['{{{{raw}}}}x{{{{/raw}}}}', HELPER, 1, 1],
    ['\n {{{{each x}}}}y{{{{/each}}}}', HELPER, 2, 2],
  ])('%j', (html, code, line, column) => {
    expect(places(html)).toEqual([[code, line, column]])
  })

  test('all of them at once', () => {
    const html = '{{shout a}}\n{{#list}}{{> card}}{{/list}}\n{{#if}}{{log b}}{{/if}}'
    expect(places(html)).toEqual([
      [HELPER, 1, 3],
      [HELPER, 2, 1],
      [HELPER, 2, 10],
      [SYNTAX, 3, 1],
      [HELPER, 3, 10],
    ])
    const fault = faultOf(() => composeHere(html))
    expect(fault.message).toBe('Line 1, column 3: The helper "shout" is not allowed (and 4 more)')
    expect(fault.code).toBe(HELPER)
    expect(fault.faults).toHaveLength(5)
  })

  test('nesting too deep is one fault, found before it is compiled', () => {
    expect(places(`${'{{#if x}}'.repeat(400)}${'{{/if}}'.repeat(400)}`)).toEqual([])
    expect(places(`${'{{#if x}}'.repeat(2000)}${'{{/if}}'.repeat(2000)}`)).toEqual([[SYNTAX, 1, 4501]])
    expect(places(`{{trim ${'(trim '.repeat(2000)}x${')'.repeat(2000)}}}`)).toEqual([[SYNTAX, 1, 3002]])
    expect(places(`{{#if x}}${'{{else if x}}'.repeat(2000)}{{/if}}`)).toEqual([[SYNTAX, 1, 6497]])
  })

  test('a template without faults has none', () => {
    expect(places('{{a}}{{#if a}}{{trim a}}{{else if b}}{{^}}{{/if}}{{^each c}}{{/each}}\\{{> no}}')).toEqual([])
  })
})

describe('what newcomers write is told in their words', () => {
  test.each([
    [
      '.a{width:{{percent x}}}',
      'Three braces close what two opened; put a space before the one that is not part of it',
    ],
    ['{{#if x}}}{{/if}}', 'Three braces close what two opened; put a space before the one that is not part of it'],
    ['{{{x}}', 'Two braces close what three opened'],
    ['{{{}}}', 'This expression is empty or ends too early'],
    ['{{!-- a', 'This comment is not closed: it ends with "--}}"'],
    ['{{{{raw}}}} a', 'Raw blocks ({{{{name}}}}) are not part of the language'],
    ['a\0', 'The character U+0000 has no place in a page'],
    ['{{items[0].name}}', 'An index has a dot before it: {{items.[0].name}}'],
    ['{{trim a.b[1]}}', 'An index has a dot before it: {{items.[0].name}}'],
    ['{{name | upper}}', 'A "|" stands in "as |name|" alone; a helper stands before its value: {{uppercase name}}'],
    ['{{x as |y|}}', 'Only #each and #with take block parameters (as |name|)'],
    ['{{#if {{x}} }}{{/if}}', 'Braces may not stand within braces; a helper that feeds another stands in "( )"'],
    ['{{#if a == 1}}{{/if}}', 'This "=" has no name before it; comparisons are not part of the language'],
    ['{{#if a > 1}}{{/if}}', 'Comparisons and arithmetic are not part of the language'],
    ['{{#if a && b}}{{/if}}', 'Comparisons and arithmetic are not part of the language'],
    ['{{eq a b}}', 'The helper "eq" is not allowed; comparisons and arithmetic are not part of the language'],
    ['{{uppercse a}}', 'The helper "uppercse" is not allowed; did you mean "uppercase"?'],
    ['{{lower a}}', 'The helper "lower" is not allowed; did you mean "lowercase"?'],
    ['{{trim (Join a)}}', 'The helper "Join" is not allowed; did you mean "join"?'],
    ['{{../trim a}}', 'The helper "../trim" is not allowed'],
    ['{{log a}}', 'The helper "log" is not allowed'],
  ])('%s', (html, message) => {
    expect(check(html).faults.map((fault) => fault.message)).toEqual([message])
  })
})

describe('a name is a helper only where it is called', () => {
  test.each([
    ['{{date}}', 'mine'],
    ['{{[date]}}', 'mine'],
    ['{{"date"}}', 'mine'],
    ['{{date 0 "YYYY"}}', '1970'],
    ['{{"date" 0 "YYYY"}}', '1970'],
    ['{{default (date) "none"}}', 'none'],
    ['{{trim date}}', 'mine'],
    ['{{#if date}}{{date}}{{/if}}', 'mine'],
    ['{{#each items}}{{date}}{{length}}{{/each}}', 'item9'],
    ['{{#each items as |date|}}{{date.length}}{{date 0 "YYYY"}}{{/each}}', '91970'],
    ['{{#each items as |x json|}}{{json}}{{/each}}', '0'],
    ['{{if}}{{each}}{{lookup}}{{log}}{{helperMissing}}', 'branch'],
    ['{{../date}}{{#with items}}{{../date}}{{/with}}', 'mine'],
  ])('%s', (html, page) => {
    expect(composeHere(html, { date: 'mine', if: 'branch', items: [{ date: 'item', length: 9 }] })).toBe(page)
  })
})

describe('contexts', () => {
  const data = {
    title: 'T',
    list: [{ n: 1, sub: [{ n: 2 }] }],
    same: [5, 5],
    pairs: [[5]],
    zero: [0, null, false, ''],
    text: '[object Object]',
    user: { name: 'U', inner: { name: 'I' } },
  }
  test.each([
    ['{{#each list}}{{#each sub}}{{n}}{{../n}}{{../../title}}{{@root.title}}{{/each}}{{/each}}', '21TT'],
    ['{{#each list}}{{#if n}}{{../title}}{{/if}}{{/each}}', 'T'],
    ['{{#each list}}{{#each sub}}{{@index}}{{@../index}}{{/each}}{{/each}}', '00'],
    ['{{#each list}}{{#with sub}}{{@index}}{{@first}}{{../n}}{{/with}}{{/each}}', '0true1'],
    ['{{#with user}}{{#with inner}}{{name}}{{../name}}{{../../title}}{{/with}}{{/with}}', 'IUT'],
    ['{{#with user as |u|}}{{#each ../list as |item i|}}{{u.name}}{{item.n}}{{i}}{{/each}}{{/with}}', 'U10'],
    ['{{#each zero}}[{{this}}{{../x}}]{{/each}}', '[0][][false][]'],
    ['{{#each zero}}{{#if true}}[{{this}}{{../title}}]{{/if}}{{/each}}', '[0T][T][falseT][T]'],
    // Handlebars itself would leave a level out here: 5 == 5, [5] == 5, "[object Object]" == {…}.
    ['{{#each same}}{{#each ../same}}{{../../title}}{{/each}}{{/each}}', 'TTTT'],
    ['{{#each pairs}}{{#each this}}{{../length}}{{/each}}{{/each}}', '1'],
    ['{{#with user}}{{#with ../text}}{{../name}}{{/with}}{{/with}}', 'U'],
    ['{{#with nothing}}a{{else}}{{title}}{{/with}}', 'T'],
    ['{{#each user}}{{@key}}{{#if @last}}!{{/if}} {{/each}}', 'name inner! '],
    ['{{#each title}}x{{else}}not a list{{/each}}', 'not a list'],
    ['{{#if zero.[0] includeZero=true}}zero{{/if}}', 'zero'],
    ['{{list.[0].sub.[0].n}} {{list.0.n}} {{user/name}} {{this.title}} {{./title}}', '2 1 U T T'],
  ])('%s', (html, page) => {
    expect(composeHere(html, data)).toBe(page)
  })
})

describe('what is printed', () => {
  test('is escaped as Handlebars does', () => {
    expect(composeHere('{{x}}', { x: '<a href="`=\'">&' })).toBe(
      '&lt;a href&#x3D;&quot;&#x60;&#x3D;&#x27;&quot;&gt;&amp;',
    )
  })

  test.each([
    [{ toString: 1, valueOf: 2 }, '[object Object]'],
    [{ toHTML: '<b>' }, '[object Object]'],
    [[1, null, [2, { a: 1 }]], '1,,2,[object Object]'],
    [0, '0'],
    [false, 'false'],
    [null, ''],
  ])('%j', (x, page) => {
    expect(composeHere('{{x}}', { x })).toBe(page)
  })
})

describe('prototypes stay out of reach', () => {
  const hostile = JSON.parse('{"__proto__": {"polluted": "yes"}, "o": {"constructor": "own"}, "s": "text", "l": []}')
  test.each([
    ['{{constructor}}{{constructor.constructor}}{{toString}}{{valueOf}}', ''],
    ['{{o.toString}}{{s.constructor}}{{l.push}}{{l.constructor}}{{o.__defineGetter__}}', ''],
    ['{{#with s}}{{constructor}}{{split}}{{/with}}{{#with l}}{{map}}{{/with}}', ''],
    ['{{#with (json o)}}{{constructor.constructor}}{{/with}}', ''],
    ['{{@root.constructor}}{{@root.hasOwnProperty}}', ''],
    ['{{o.constructor}} {{__proto__.polluted}}', 'own yes'],
    ['{{#each o}}{{@key}}{{/each}}', 'constructor'],
    ['{{trim s __proto__=o}}{{date 0 "YYYY" __proto__=o constructor=o}}', 'text1970'],
  ])('%s', (html, page) => {
    expect(composeHere(html, hostile)).toBe(page)
    expect(({} as { polluted?: string }).polluted).toBeUndefined()
  })

  test('a definition may have any name', () => {
    const variableDefinitions = [
      define('__proto__', { defaultValue: 'd' }),
      define('constructor', { defaultValue: 'e' }),
    ]
    expect(composeHere('{{__proto__}}{{constructor}}', {}, { variableDefinitions })).toBe('de')
  })
})
