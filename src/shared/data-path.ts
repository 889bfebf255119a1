import { compile as compileJsonPath } from 'json-p3'
import { findFilterFault } from './filter-fault.ts'
import type { Json } from './json.ts'

/** A path that cannot be read; `column` counts from 1. */
export class DataPathError extends Error {
  override readonly name = 'DataPathError'
  readonly column: number

  constructor(message: string, column: number) {
    super(`${message} (column ${column})`)
    this.column = column
  }
}

/** The steps of a dot path: a string is an own member (or an array's `length`), a number an array index. */
export type DataPath = readonly (string | number)[]

const NAME = /[^.[\]"'\s]+/y
const INDEX = /-?\d+/y
const ARRAY_INDEX = /^(?:0|[1-9]\d*)$/

/**
 * Reads a dot path: `name`, `user.name`, `items[0].name`, `items[-1]`, `a["odd.key"].b`. In a quoted key a backslash
 * makes the next character stand for itself.
 * @throws {DataPathError} and nothing else
 */
export function parseDataPath(text: string): DataPath {
  const steps: (string | number)[] = []
  let at = 0
  const fail = (message: string, where = at): never => {
    throw new DataPathError(message, where + 1)
  }
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0] ?? null
    if (found) at += found.length
    return found
  }
  const takeQuoted = (quote: string): string => {
    const start = at++
    let key = ''
    while (text[at] !== quote) {
      if (text[at] === '\\') at++
      if (at >= text.length) fail('The quoted key is not closed', start)
      key += text[at++]
    }
    at++
    return key
  }
  const takeIndex = (): number => {
    const start = at
    const index = Number(take(INDEX) ?? fail('Expected an index or a quoted key after "["'))
    return Number.isSafeInteger(index) ? index : fail('The index is too large', start)
  }

  if (text === '') fail('A path may not be empty')
  while (at < text.length) {
    if (text[at] === '[') {
      at++
      const quote = text[at]
      steps.push(quote === '"' || quote === "'" ? takeQuoted(quote) : takeIndex())
      if (text[at] !== ']') fail('Expected "]"')
      at++
      continue
    }
    if (steps.length > 0) {
      if (text[at] !== '.') fail('Expected "." or "["')
      at++
    }
    steps.push(take(NAME) ?? fail('Expected a name'))
  }
  return steps
}

/** Follows `path` through own members only; `undefined` where it leads nowhere. */
export function getByPath(data: Json, path: DataPath): Json | undefined {
  let value: Json | undefined = data
  for (const step of path) {
    if (value === null || typeof value !== 'object') return undefined
    value = Array.isArray(value) ? memberOfArray(value, step) : memberOfObject(value, String(step))
  }
  return value
}

/** `items.0` reads like `items[0]`; of an array's own members only the length is data. */
function memberOfArray(list: Json[], step: string | number): Json | undefined {
  if (typeof step === 'number') return list.at(step)
  if (step === 'length') return list.length
  return ARRAY_INDEX.test(step) ? list[Number(step)] : undefined
}

/** `years[2024]` reads like `years["2024"]`, as it does in JavaScript. */
function memberOfObject(members: { [member: string]: Json }, name: string): Json | undefined {
  return Object.hasOwn(members, name) ? members[name] : undefined
}

/** Whether a mapping path is an RFC 9535 query rather than a dot path. */
export const isJsonPath = (text: string): boolean => text.startsWith('$')

/** The fault of a mapping path of either kind, or null where it can be read. */
export function findPathFault(text: string): DataPathError | null {
  try {
    if (isJsonPath(text)) return filterFault(text)
    parseDataPath(text)
    return null
  } catch (error) {
    return error instanceof DataPathError ? error : jsonPathFault(error)
  }
}

function filterFault(text: string): DataPathError | null {
  const fault = findFilterFault(compileJsonPath(text), text)
  return fault && new DataPathError(`Not an RFC 9535 query: ${fault.reason}`, fault.index + 1)
}

/** json-p3's own errors name the token, whose index counts from 0, and repeat the place at the end of the message. */
function jsonPathFault(error: unknown): DataPathError {
  const { message = '', token } = error as { message?: string; token?: { index?: number } }
  const reason = message.replace(/ \('.*':\d+\)$/s, '').replace(/\s+/g, ' ')
  // Two of its messages are about its own workings.
  const isInternal = reason === '' || /beyond start|TOKEN_/.test(reason)
  const said = isInternal ? 'something may not stand here, or is missing' : reason
  return new DataPathError(`Not an RFC 9535 query: ${said}`, (token?.index ?? 0) + 1)
}
