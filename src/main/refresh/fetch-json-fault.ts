/** Where a text stops being JSON; both count from 1. */
export interface JsonFault {
  line: number
  column: number
}

const BLANK = /[\t\n\r ]*/y
const PLAIN = /[{}[\],:]|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y

/** Where the match of a sticky pattern at `offset` ends, or -1. */
function endOf(pattern: RegExp, text: string, offset: number): number {
  pattern.lastIndex = offset
  return pattern.test(text) ? pattern.lastIndex : -1
}

/** A loop and no pattern: one string may be megabytes long, more than a regular expression can step back over. */
function endOfString(text: string, offset: number): number {
  for (let i = offset + 1; i < text.length; ) {
    const c = text.charCodeAt(i)
    if (c === 0x22) return i + 1
    if (c < 0x20) return -1
    i = c === 0x5c ? endOf(ESCAPE, text, i) : i + 1
    if (i < 0) return -1
  }
  return -1
}

type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | 'colon' | 'comma or end'

/** One step of the grammar: what may follow the token that begins with `first`, or null where it may not stand. */
function step(expected: Expected, first: string, open: string[]): Expected | null {
  if (expected === 'colon') return first === ':' ? 'value' : null
  if (expected === 'key' || expected === 'key or }') {
    if (first === '"') return 'colon'
    return first === '}' && expected === 'key or }' ? close(open) : null
  }
  if (expected === 'comma or end') {
    if (first === ',' && open.length > 0) return open.at(-1) === '{' ? 'key' : 'value'
    const pair = `${open.at(-1) ?? ''}${first}`
    return pair === '{}' || pair === '[]' ? close(open) : null
  }
  if (first === ']' && expected === 'value or ]') return close(open)
  if (first === '{' || first === '[') {
    open.push(first)
    return first === '{' ? 'key or }' : 'value or ]'
  }
  return /[\]}:,]/.test(first) ? null : 'comma or end'
}

function close(open: string[]): Expected {
  open.pop()
  return 'comma or end'
}

/**
 * Finds the first place where `text` breaks RFC 8259, for text that JSON.parse has refused: its own messages quote the
 * text, which may hold secrets, and often have no place.
 */
export function findJsonFault(text: string): JsonFault {
  const open: string[] = []
  let expected: Expected | null = 'value'
  let offset = endOf(BLANK, text, 0)
  while (offset < text.length) {
    const end = text[offset] === '"' ? endOfString(text, offset) : endOf(PLAIN, text, offset)
    expected = end < 0 ? null : step(expected, text[offset] ?? '', open)
    if (expected === null) break
    offset = endOf(BLANK, text, end)
  }
  return placeOf(text, offset)
}

function placeOf(text: string, offset: number): JsonFault {
  const before = text.slice(0, offset)
  const lineStart = before.lastIndexOf('\n') + 1
  return { line: before.split('\n').length, column: offset - lineStart + 1 }
}
