import type { Budget } from '../template/budget.ts'
import { type Helpers, helper } from './helper.ts'
import { asInteger, asText, isObject } from './values.ts'

/** Helpers on arrays, and on strings where JavaScript has the same. */
export function createLists(budget: Budget): Helpers {
  return {
    length: helper(['value'], lengthOf),
    first: helper(['list'], (list) => (Array.isArray(list) ? list[0] : [...head(list, 0, 2)][0])),
    last: helper(['list'], (list) => (Array.isArray(list) ? list.at(-1) : [...head(list, -2)].at(-1))),
    indexOf: helper(['in', 'value'], indexOf),
    join: helper(['list', 'separator'], (list, separator) => join(list, separator, budget)),
    slice: helper(['value', 'start', 'end'], slice),
    split: helper(['text', 'separator'], (text, separator) => asText(text)?.split(asText(separator) ?? ',') ?? ''),
  }
}

function lengthOf(value: unknown): unknown {
  if (isObject(value)) return Object.keys(value).length
  return Array.isArray(value) ? value.length : (asText(value)?.length ?? '')
}

/** A slice of a text that is wide enough for one character outside of the BMP. */
const head = (text: unknown, start: number, end?: number) => asText(text)?.slice(start, end) ?? ''

function indexOf(container: unknown, value: unknown): unknown {
  if (Array.isArray(container)) return container.indexOf(value)
  const [text, part] = [asText(container), asText(value)]
  return text === undefined || part === undefined ? '' : text.indexOf(part)
}

function join(list: unknown, separator: unknown, budget: Budget): string {
  if (!Array.isArray(list)) return ''
  const between = asText(separator) ?? ','
  const parts = list.map((member) => asText(member) ?? '')
  budget.checkLength(parts.reduce((length, part) => length + part.length + between.length, 0))
  return parts.join(between)
}

function slice(value: unknown, start: unknown, end: unknown): unknown {
  const whole = Array.isArray(value) ? value : asText(value)
  const from = asInteger(start ?? 0)
  const to = end === undefined || end === null ? undefined : asInteger(end)
  if (whole === undefined || from === undefined || (to === undefined && end !== undefined && end !== null)) return ''
  return whole.slice(from, to)
}
