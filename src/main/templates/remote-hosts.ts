import type { VariableDefinition } from '../../shared/template.ts'

/** A host that a source names to load from; line and column count from 1, null where it is named in disguise. */
export interface RemoteHost {
  host: string
  line: number | null
  column: number | null
}

/** An address with a host, which may be made by the template: `https://{{region}}.example.com`. */
const ADDRESS = /(?<scheme>\b(?:https?|wss?):)?\/\/(?<host>(?:\{\{[^{}]*\}\}|[^\s"'`<>(){}\\/?#&,;|*])+)/gi
const LOOKED_BACK = 500
/** Names and links, which load nothing. */
const LOADS_NOTHING = /(?:xmlns(?::\w+)?\s*=\s*["']?|<a\b[^<>]*\shref\s*=\s*["']?|<!DOCTYPE[^<>]*["'])$/i
const CODE = /<(style|script)\b[\s\S]*?(?:<\/\1|$)/gi

/**
 * The hosts that a template names to load from, each where it is first named. It finds what is written down: a script,
 * or a variable that is a whole URL, may lead to others, and the gate judges every one of them when it is asked for.
 */
export function remoteHosts(html: string, definitions: readonly VariableDefinition[] = []): RemoteHost[] {
  const found = new Map<string, RemoteHost>()
  const add = (each: RemoteHost) => void (found.has(each.host) || found.set(each.host, each))
  const placeAt = placesIn(html)
  for (const { host, index } of named(html)) add({ host, ...placeAt(index) })
  const hidden = [decoded(html), ...definitions.map(({ defaultValue }) => quoted(defaultValue))]
  for (const text of hidden) for (const { host } of named(text)) add({ host, line: null, column: null })
  return [...found.values()]
}

function* named(text: string): Generator<{ host: string; index: number }> {
  const code = [...text.matchAll(CODE)].map((match) => ({ start: match.index, end: match.index + match[0].length }))
  for (const { index, groups = {} } of text.matchAll(ADDRESS)) {
    const before = text.slice(Math.max(0, index - LOOKED_BACK), index)
    const isValue = /["'=(]\s*$/.test(before)
    if (!isValue && (groups.scheme === undefined || isProse(before, code, index))) continue
    if (!LOADS_NOTHING.test(before)) yield { host: (groups.host ?? '').toLowerCase().replace(/^[^@]*@/, ''), index }
  }
}

/** Whether the place is in what is read, not in a tag, a style sheet or a script. */
function isProse(before: string, code: Range[], index: number): boolean {
  if (before.lastIndexOf('<') > before.lastIndexOf('>')) return false
  // Asked in the order of the text: what lies before is not looked at again.
  while (code[0] && code[0].end <= index) code.shift()
  return !code[0] || code[0].start > index
}

interface Range {
  start: number
  end: number
}

/** The places of ascending indexes, found in one walk through the text. */
function placesIn(text: string): (index: number) => { line: number; column: number } {
  const starts = [0, ...[...text.matchAll(/\r\n?|\n/g)].map((match) => match.index + match[0].length)]
  let line = 0
  return (index) => {
    while ((starts[line + 1] ?? Number.POSITIVE_INFINITY) <= index) line++
    return { line: line + 1, column: index - (starts[line] ?? 0) + 1 }
  }
}

/** References to the characters that an address is made of, which a browser reads as these. */
const decoded = (html: string): string =>
  html
    .replace(/&#(?:x([0-9a-f]+)|(\d+));?/gi, (_, hex, decimal) => {
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
      return code < 0x11_0000 ? String.fromCodePoint(code) : ''
    })
    .replaceAll('&sol;', '/')
    .replaceAll('&colon;', ':')
    .replaceAll('&period;', '.')

const quoted = (value: unknown): string => (value === undefined ? '' : JSON.stringify(value))
