import { type Helpers, helper } from './helper.ts'
import { asText, isNothing, isObject } from './values.ts'

/** Helpers that answer true or false, for `#if` and `#unless`. */
export const tests: Helpers = {
  isEmpty: helper(['value'], isEmpty),
  isNotEmpty: helper(['value'], (value) => !isEmpty(value)),
  isDefined: helper(['value'], (value) => value !== undefined),
  isUndefined: helper(['value'], (value) => value === undefined),
  isArray: helper(['value'], Array.isArray),
  isString: helper(['value'], (value) => typeof value === 'string'),
  isNumber: helper(['value'], (value) => typeof value === 'number'),
  isBoolean: helper(['value'], (value) => typeof value === 'boolean'),
  isObject: helper(['value'], isObject),
  contains: helper(['in', 'value'], contains),
  startsWith: helper(['text', 'start'], (text, start) => compare(text, start, (a, b) => a.startsWith(b))),
  endsWith: helper(['text', 'end'], (text, end) => compare(text, end, (a, b) => a.endsWith(b))),
}

function isEmpty(value: unknown): boolean {
  if (isObject(value)) return Object.keys(value).length === 0
  return isNothing(value) || value === '' || (Array.isArray(value) && value.length === 0)
}

function contains(container: unknown, value: unknown): boolean {
  return Array.isArray(container) ? container.includes(value) : compare(container, value, (a, b) => a.includes(b))
}

function compare(text: unknown, part: unknown, test: (text: string, part: string) => boolean): boolean {
  const [whole, sought] = [asText(text), asText(part)]
  return whole !== undefined && sought !== undefined && test(whole, sought)
}
