import { compile as compileJsonPath } from 'json-p3'
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
const QUOTED = /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/y

/**
 * Reads a dot path: `name`, `user.name`, `items[0].name`, `items[-1]`, `a["odd.key"].b`.
 * @throws {DataPathError} and nothing else
 */
export function parseDataPath(text: string): DataPath {
  const steps: (string | number)[] = []
  let at = 0
  const fail = (message: string): never => {
    throw new DataPathError(message, at + 1)
  }
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match) at += match[0].length
    return match
  }

  if (text === '') fail('A path may not be empty')
  while (at < text.length) {
    if (text[at] === '[') {
      at++
      const quoted = take(QUOTED)
      const index = quoted ? null : take(INDEX)
      if (quoted) steps.push(unescapeKey(quoted[1] ?? quoted[2] ?? ''))
      else if (index) {
        if (!Number.isSafeInteger(Number(index[0]))) fail('The index is too large')
        steps.push(Number(index[0]))
      } else fail('Expected an index or a quoted key after "["')
      if (text[at] !== ']') fail('Expected "]"')
      at++
      continue
    }
    if (steps.length > 0) {
      if (text[at] !== '.') fail('Expected "." or "["')
      at++
    }
    const name = take(NAME) ?? fail('Expected a name')
    steps.push(name[0])
  }
  return steps
}

function unescapeKey(text: string): string {
  return text.replace(/\\(.)/gs, '$1')
}

/** Follows `path` through own members only; `undefined` where it leads nowhere. */
export function getByPath(data: Json, path: DataPath): Json | undefined {
  let value: Json | undefined = data
  for (const step of path) {
    if (value === null || typeof value !== 'object') return undefined
    if (typeof step === 'number') {
      if (!Array.isArray(value)) return undefined
      value = value.at(step)
    } else if (Array.isArray(value)) {
      // `items.0` reads like `items[0]`; of an array's own members only the length is data.
      value = step === 'length' ? value.length : /^\d+$/.test(step) ? value[Number(step)] : undefined
    } else {
      value = Object.hasOwn(value, step) ? value[step] : undefined
    }
  }
  return value
}

/** Whether a mapping path is an RFC 9535 query rather than a dot path. */
export const isJsonPath = (text: string): boolean => text.startsWith('$')

/** The fault of a mapping path of either kind, or null where it can be read. */
export function findPathFault(text: string): DataPathError | null {
  try {
    if (isJsonPath(text)) compileJsonPath(text)
    else parseDataPath(text)
    return null
  } catch (error) {
    if (error instanceof DataPathError) return error
    const token = (error as { token?: { index?: number } }).token
    const reason = error instanceof Error ? error.message : 'not a JSONPath query'
    return new DataPathError(reason.replace(/\s*\(.*\)$/s, ''), (token?.index ?? 0) + 1)
  }
}
