/** Handlebars as an editor sees it: where the expressions are and what their words mean. The farm alone judges them. */

export type TokenKind = 'keyword' | 'helper' | 'path' | 'string' | 'number'
export interface Token {
  kind: TokenKind
  /** Offsets in the source. */
  from: number
  to: number
  text: string
}
export interface Mustache {
  kind: 'open' | 'close' | 'else' | 'value' | 'comment'
  from: number
  to: number
  /** Where what is between the braces begins and ends. */
  inner: { from: number; to: number }
  tokens: Token[]
  /** The names that it gives to what is in it: `as |item index|`. */
  gives: string[]
}

const MUSTACHE = /\{\{(?:!--[\s\S]*?--~?\}\}|![\s\S]*?\}\}|\{?~?(?<body>(?:"[^"]*"|'[^']*'|[^"'{}])*)\}?\}\})/g
const STEP = String.raw`(?:[\p{L}_$][\p{L}\p{N}_$-]*|\[[^\]]*\]|\d+)`
const WORD = new RegExp(
  String.raw`(?<string>"[^"]*"|'[^']*')|(?<given>\bas\s*\|[^|]*\|)|(?<number>-?\d+(?:\.\d+)?(?![\p{L}\w.]))|` +
    String.raw`(?<path>(?:\.\./)*(?:(?:this|\.)[./])?@?${STEP}(?:[./]${STEP})*(?<named>=)?|\.)|(?<sub>\()`,
  'gu',
)
const MARK = /^\s*([#/^&]?)\s*/

/** The expressions in a text, in their order. @param offset where the text begins in the source */
export function readMustaches(text: string, offset = 0): Mustache[] {
  return [...text.matchAll(MUSTACHE)]
    .filter(({ index }) => text[index - 1] !== '\\')
    .map(({ 0: whole, index, groups }) => readMustache(whole, groups?.body, offset + index))
}

function readMustache(whole: string, body: string | undefined, from: number): Mustache {
  const opening = /^\{\{\{?~?!?/.exec(whole)?.[0].length ?? 0
  const inner = { from: from + opening, to: from + whole.length - (/~?\}+$/.exec(whole)?.[0].length ?? 0) }
  const place = { from, to: from + whole.length, inner, tokens: [], gives: [] }
  if (body === undefined) return { ...place, kind: 'comment' }
  const [all = '', mark = ''] = MARK.exec(body) ?? []
  const words = readWords(body.slice(all.length), inner.from + all.length)
  const isElse = mark === '^' || (mark === '' && words.tokens[0]?.text === 'else')
  const kind = isElse ? 'else' : mark === '#' ? 'open' : mark === '/' ? 'close' : 'value'
  return { ...place, kind, ...words, tokens: withMeaning(words.tokens, kind) }
}

interface Word extends Token {
  /** It comes right after a "(": what it calls is a helper. */
  isCalled: boolean
}

function readWords(text: string, offset: number): { tokens: Word[]; gives: string[] } {
  const tokens: Word[] = []
  let gives: string[] = []
  let isCalled = false
  for (const { 0: word, index, groups = {} } of text.matchAll(WORD)) {
    if (groups.given !== undefined) gives = word.replace(/^as\s*\||\|$/g, '').split(/\s+/)
    // A named argument's name is no value.
    else if (groups.sub === undefined && groups.named === undefined) {
      const kind = groups.string !== undefined ? 'string' : groups.number !== undefined ? 'number' : 'path'
      tokens.push({ kind, from: offset + index, to: offset + index + word.length, text: word, isCalled })
    }
    isCalled = groups.sub !== undefined
  }
  return { tokens, gives: gives.filter((name) => name !== '') }
}

function withMeaning(words: Word[], kind: Mustache['kind']): Token[] {
  // `{{else if x}}` names a block again; a value with arguments calls a helper.
  const keywords = kind === 'else' ? (words[0]?.text === 'else' ? 2 : 1) : kind === 'value' ? 0 : 1
  return words.map(({ isCalled, ...token }, index) => {
    if (token.kind !== 'path') return token
    if (index < keywords) return { ...token, kind: 'keyword' }
    const isCall = isCalled || (kind === 'value' && index === 0 && words.length > 1)
    return isCall ? { ...token, kind: 'helper' } : token
  })
}
