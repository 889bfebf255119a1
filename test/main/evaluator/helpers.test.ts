import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createInlineHelpers } from '../../../src/main/evaluator/helpers/helpers.ts'
import { roundTo } from '../../../src/main/evaluator/helpers/round-to.ts'
import { createBudget } from '../../../src/main/evaluator/template/budget.ts'
import { HELPER_NAMES } from '../../../src/main/evaluator/template/language.ts'
import type { Json } from '../../../src/shared/json.ts'
import { composeHere, faultOf } from './compose-here.ts'

const DATA: Record<string, Json> = {
  list: [1, null, 'b', { c: 1 }, [2]],
  empty: [],
  object: { a: 1 },
  nothing: null,
  word: 'word',
  emoji: '😀b😀',
  yes: true,
  mixed: [1, 'x', null, '2'],
}

test('the registry is the safelist', () => {
  const registered = createInlineHelpers({ locale: 'en-US', timeZone: 'UTC' }, createBudget())
  expect(Object.keys(registered).sort()).toEqual([...HELPER_NAMES].sort())
})

/** Empty, missing and wrong arguments; docs/templates.md has the ordinary ones. */
describe('edges', () => {
  test.each<[string, string]>([
    ['{{length nothing}}{{length yes}}{{length empty}}', '40'],
    [
      '{{isEmpty object}} {{isEmpty yes}} {{isEmpty nothing}} {{isEmpty " "}} {{isEmpty list}}',
      'false false true false false',
    ],
    ['{{#if (isEmpty)}}y{{/if}}{{#if (isDefined)}}y{{/if}}', 'y'],
    ['{{isNotEmpty empty}} {{isNotEmpty 0}}', 'false true'],
    ['{{isObject nothing}} {{isArray empty}} {{isNumber nothing}}', 'false true false'],
    [
      '{{contains list "b"}} {{contains list "1"}} {{contains list 1}} {{contains object "a"}}',
      'true false true false',
    ],
    ['{{contains word missing}} {{contains 1234 23}}', 'false true'],
    ['{{startsWith list 1}} {{startsWith missing "a"}} {{endsWith word ""}}', 'false false true'],
    ['[{{first empty}}{{first nothing}}{{first object}}]', '[]'],
    ['{{first emoji}}{{last emoji}}', '😀😀'],
    ['{{first list}} {{last list}}', '1 2'],
    ['[{{indexOf object "a"}}{{indexOf word missing}}] {{indexOf list nothing}}', '[] 1'],
    ['{{join list "-"}} [{{join word}}{{join missing}}{{join empty}}]', '1--b-- []'],
    [
      '[{{slice object 1}}{{slice word "x"}}{{slice word 1.5}}{{slice word 1 "x"}}] {{slice word}} {{slice word 1 -1}}',
      '[] word or',
    ],
    ['{{length (split word "")}} {{length (split "" ",")}} [{{split missing ","}}]', '4 1 []'],
    ['[{{uppercase list}}{{lowercase object}}{{trim nothing}}{{capitalize empty}}{{titleCase missing}}]', '[]'],
    ['{{uppercase 1.5}} {{uppercase yes}}', '1.5 TRUE'],
    [
      '{{capitalize "éa"}} {{capitalize "mcDONALD"}} {{titleCase "o’neil’s ÉCOLE-fête 2nd"}}',
      'Éa McDONALD O’neil’s École-Fête 2nd',
    ],
    ['[{{truncate word "x"}}{{truncate word -1}}{{truncate word}}{{truncate list 3}}{{truncate word 0}}]', '[]'],
    ['{{truncate word 2}} {{truncate word 3}} {{truncate word 3 ""}} {{truncate word 3 suffix="."}}', 'wo wor wor wo.'],
    ['{{truncate emoji 4 "."}} {{truncate emoji 2 "."}}', '😀b. .'],
    [
      '[{{padStart word "x"}}{{padEnd object 3}}{{padStart missing 3}}] {{padStart word 2}} {{padEnd 1 3 "ab"}} {{padStart 1 3 ""}}',
      '[] word 1ab 1',
    ],
    ['{{length (padStart "x" 1000000000)}}', '10000'],
    [
      '{{replace word "o" "$&"}} {{replace word "" "x"}} {{replace word "or"}} [{{replace list 1 2}}]',
      'w$&amp;rd word wd []',
    ],
    [
      '{{round "2.345" 2}} {{round -0.4}} {{round 1234 -2}} [{{round word}}{{round 1 "x"}}{{round 1 1.5}}{{round yes}}]',
      '2.35 0 1200 []',
    ],
    ['{{floor -2.1}} {{ceil -2.9}} {{floor -2.789 2}} [{{floor nothing}}{{ceil object}}{{abs "a"}}]', '-3 -2 -2.79 []'],
    ['{{min mixed}} {{max mixed}} {{sum mixed}} {{average mixed}}', '1 2 3 1.5'],
    ['[{{min empty}}{{sum word}}{{average object}}] {{sum empty}} {{sum 1 mixed}}', '[] 0 4'],
    ['[{{number "1e400"}}{{number ""}}{{number "0x10"}}{{number 1 "no such locale"}}{{number 1 5}}]', '[]'],
    ['{{number " -12.5 "}} {{number 1234.5 locale="de-DE"}}', '-12.5 1.234,5'],
    [
      '{{currency 1.005}} {{currency -3 "EUR" "de-DE"}} {{currency -0.001}} {{currency 5 "jpy"}}',
      '$1.01 -3,00\u00a0€ $0.00 ¥5',
    ],
    ['[{{currency word}}{{currency 1 "EURO"}}{{currency 1 list}}{{currency 1 ""}}]', '[]'],
    ['{{percent 1.5}} {{percent -0.001}} {{percent "0.5" 2}} [{{percent 1 99}}{{percent word}}]', '150% 0% 50.00% []'],
    [
      '[{{date ""}}{{date word}}{{date nothing}}{{date}}{{date (json object)}}{{date 1 "D" "Nowhere/Land"}}{{date 1 "D" locale="???"}}]',
      '[]',
    ],
    [
      '[{{date "2024-13-01"}}{{date "2024-01-32"}}{{date "2024-01-01T25:00"}}{{date 9e15}}{{date "2024-01-01T00:00+99:00"}}]',
      '[]',
    ],
    ['{{date "0000-01-02"}} {{date "0000-01-02" "iso"}}', 'Jan 2, 0000 0000-01-02T00:00:00.000Z'],
    ['{{date "2024-02-29"}} {{date "2024-02"}} {{date "2024-01-15 10:30"}}', 'Feb 29, 2024 Feb 1, 2024 Jan 15, 2024'],
    ['{{time "2024-01-15T23:30:00+02:00"}} {{time "2024-01-15T23:30:00.123-0230" "HH:mm:ss"}}', '9:30 PM 02:00:00'],
    [
      '{{date 0 "YYYY-MM-DD"}} {{date "1705309507" "YYYY"}} {{date -86400 "YYYY-MM-DD"}} {{date 1705309507123 "iso"}}',
      '1970-01-01 2024 1969-12-31 2024-01-15T09:05:07.123Z',
    ],
    ['{{time 0 "h A hh H"}} {{time 43200 "h A hh H"}}', '12 AM 12 0 12 PM 12 12'],
    [
      '{{date "2024-06-01" "MMM D, h A" timeZone="America/New_York"}} {{date "2024-06-01" "iso" timeZone="America/New_York"}}',
      'Jun 1, 12 AM 2024-06-01T04:00:00.000Z',
    ],
    ['{{time 0 "short" locale="de-DE"}}', '00:00'],
    ['{{date 0 pattern="YYYY"}} {{date 0 5}}', '1970 5'],
    ['{{date 0 "MMMM D" locale="fa-IR"}} {{date 0 "MMM" locale="he-IL-u-ca-hebrew"}}', 'ژانویه 1 ינו׳'],
    ['{{date -62198755200 "YYYY YY"}} {{date -65323238400 "YYYY YY"}}', '-0001 01 -0101 01'],
    [
      '{{default nothing "x"}} {{default yes "x"}} [{{default missing}}] {{coalesce 0 1}} [{{coalesce}}]'.replace(
        ' [{{coalesce}}]',
        '',
      ),
      'x true [] 0',
    ],
    ['{{json missing}}{{json nothing}} {{json word}} {{json empty}}', 'null &quot;word&quot; []'],
    ['{{json object true}}', '{\n  &quot;a&quot;: 1\n}'],
    ['[{{parseJson "{"}}{{parseJson object}}{{parseJson missing}}] {{parseJson "[1,2]"}}', '[] 1,2'],
  ])('%s', (source, result) => {
    expect(composeHere(source, DATA)).toBe(result)
  })

  test('locale and time zone come from the job', () => {
    const german = { locale: 'de-DE', timeZone: 'Europe/Berlin' }
    expect(composeHere('{{number 1.5}} {{date 0 "MMMM D, HH:mm"}} {{date "2024-03-31" "D"}}', {}, german)).toBe(
      '1,5 Januar 1, 01:00 31',
    )
    expect(composeHere('[{{number 1}}{{date 0}}]', {}, { locale: 'not a locale', timeZone: 'UTC' })).toBe('[]')
  })

  test('a text that could never be part of a page is refused before it is made', () => {
    const x = 'a'.repeat(200_000)
    expect(faultOf(() => composeHere('{{replace x "a" x}}', { x })).message).toContain('10 MiB')
    expect(faultOf(() => composeHere('{{join (split x "") x}}', { x })).message).toContain('10 MiB')
  })
})

describe('properties', () => {
  const value = fc.oneof(
    fc.json().map((text) => JSON.parse(text)),
    fc.double(),
    fc.constantFrom(undefined, Number.NaN, Number.POSITIVE_INFINITY, '2024-01-15', 'UTC', 'en-US', 'USD', '__proto__'),
    fc.constant(JSON.parse('{"toString": 1, "valueOf": 2, "toJSON": 3, "length": -1}')),
  )

  test.each(HELPER_NAMES)('%s takes anything', (name) => {
    const { run } = createInlineHelpers({ locale: 'en-US', timeZone: 'UTC' }, createBudget())[name] ?? {}
    fc.assert(
      fc.property(fc.array(value, { maxLength: 4 }), (given) => {
        const result = run?.(...given)
        const echoes = given.flat().some((v) => Object.is(v, result))
        if (!echoes && typeof result === 'number') expect(result).not.toBeNaN()
        if (typeof result === 'string' && !JSON.stringify(given).includes('Invalid Date')) {
          expect(result).not.toContain('Invalid Date')
        }
      }),
    )
  })

  test('rounding is what the decimal text says, half away from zero', () => {
    const cents = fc.integer({ min: -1_000_000, max: 1_000_000 })
    fc.assert(
      fc.property(cents, fc.integer({ min: 0, max: 9 }), (whole, thousandths) => {
        const text = `${whole < 0 ? '-' : ''}${Math.floor(Math.abs(whole) / 100)}.${String(Math.abs(whole) % 100).padStart(2, '0')}${thousandths}`
        const up = thousandths >= 5 ? Math.sign(whole || 1) : 0
        expect(roundTo(Number(text), 2)).toBe((whole + up) / 100 + 0)
      }),
    )
  })
})
