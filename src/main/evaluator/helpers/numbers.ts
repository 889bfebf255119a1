import type { Locale } from '../job.ts'
import { type Helpers, helper } from './helper.ts'
import { formatter } from './intl.ts'
import { roundTo } from './round-to.ts'
import { asInteger, asNumber, asText, isNothing } from './values.ts'

/** Most decimals that are rounded to or shown. */
const MAX_DECIMALS = 20

/** Helpers on numbers; a string that holds a decimal number counts as one. */
export function createNumbers({ locale }: Locale): Helpers {
  const format = (value: unknown, own: unknown, options: Intl.NumberFormatOptions) => {
    const number = asNumber(value)
    if (number === undefined) return ''
    // "-0" and "-$0.00" are artefacts of rounding, not amounts.
    const shown = { signDisplay: 'negative', ...options } as Intl.NumberFormatOptions
    return formatter(Intl.NumberFormat, isNothing(own) ? locale : own, shown)?.format(number) ?? ''
  }
  return {
    round: helper(['value', 'decimals'], (value, decimals) => rounded(value, decimals, Math.round)),
    floor: helper(['value', 'decimals'], (value, decimals) => rounded(value, decimals, Math.floor)),
    ceil: helper(['value', 'decimals'], (value, decimals) => rounded(value, decimals, Math.ceil)),
    abs: helper(['value'], (value) => onNumber(value, Math.abs)),
    min: helper(null, (...given) => fold(given, Math.min)),
    max: helper(null, (...given) => fold(given, Math.max)),
    sum: helper(null, sum),
    average: helper(null, average),
    number: helper(['value', 'locale'], (value, own) => format(value, own, {})),
    currency: helper(['value', 'currency', 'locale'], (value, currency, own) =>
      format(value, own, { style: 'currency', currency: isNothing(currency) ? 'USD' : (asText(currency) ?? '') }),
    ),
    percent: helper(['value', 'decimals', 'locale'], (value, decimals, own) => {
      const digits = asInteger(decimals ?? 0, 0, MAX_DECIMALS)
      if (digits === undefined) return ''
      return format(value, own, { style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits })
    }),
  }
}

const onNumber = (value: unknown, run: (number: number) => number) => {
  const number = asNumber(value)
  return number === undefined ? '' : run(number)
}

function rounded(value: unknown, decimals: unknown, round: (value: number) => number): unknown {
  const places = asInteger(decimals ?? 0, -MAX_DECIMALS, MAX_DECIMALS)
  if (places === undefined) return ''
  return onNumber(value, (number) => {
    // roundTo works on the absolute value: below zero, down is away from it.
    const away = round === Math.floor ? Math.ceil : round === Math.ceil ? Math.floor : round
    return roundTo(number, places, number < 0 ? away : round)
  })
}

/** The usable numbers among the arguments and the members of arrays among them. */
const numbersOf = (given: unknown[]): number[] =>
  given.flat(1).flatMap((value) => {
    const number = asNumber(value)
    return number === undefined ? [] : [number]
  })

function fold(given: unknown[], choose: (a: number, b: number) => number): unknown {
  const numbers = numbersOf(given)
  return numbers.length === 0 ? '' : numbers.reduce((a, b) => choose(a, b))
}

function sum(...given: unknown[]): unknown {
  const numbers = numbersOf(given)
  if (numbers.length === 0) return given.length === 1 && Array.isArray(given[0]) && given[0].length === 0 ? 0 : ''
  return finite(numbers.reduce((total, number) => total + number, 0))
}

function average(...given: unknown[]): unknown {
  const numbers = numbersOf(given)
  return numbers.length === 0 ? '' : finite(numbers.reduce((total, number) => total + number, 0) / numbers.length)
}

/** Without the noise in the last digits of a double (0.1 + 0.2); '' where it has overflowed. */
function finite(value: number): unknown {
  if (!Number.isFinite(value)) return ''
  return Number.isInteger(value) ? value : Number(value.toPrecision(15))
}
