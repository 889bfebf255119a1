import type { TemplateFault } from '../../../shared/errors.ts'
import { parserState } from './handlebars-internals.ts'

/** What it means that the parser met a token of this name where it may not stand. */
const UNEXPECTED: Record<string, string> = {
  EOF: 'The template ends while a block or an expression is still open',
  INVALID: 'This expression is not closed, or holds a character that has no meaning there',
  OPEN: 'Braces may not stand within braces; a helper that feeds another stands in "( )"',
  OPEN_UNESCAPED: 'Braces may not stand within braces; a helper that feeds another stands in "( )"',
  INVERSE: '"{{else}}" or "{{^}}" stands where no block is open',
  OPEN_INVERSE_CHAIN: '"{{else …}}" stands where no block is open',
  OPEN_ENDBLOCK: '"{{/…}}" closes a block that is not open',
  CLOSE: 'This expression is empty or ends too early',
  CLOSE_UNESCAPED: 'This expression is empty or ends too early',
  CLOSE_SEXPR: 'This ")" closes nothing, or too early',
  OPEN_SEXPR: 'A "(" may only stand where a helper takes an argument',
  OPEN_BLOCK_PARAMS: 'Only #each and #with take block parameters (as |name|)',
  CLOSE_BLOCK_PARAMS: 'A "|" stands in "as |name|" alone; a helper stands before its value: {{uppercase name}}',
  EQUALS: 'This "=" has no name before it; comparisons are not part of the language',
  SEP: 'This "." or "/" may not stand here',
}

const INDEX_WITHOUT_DOT = /^[^\s{}[\]]+\[/
const OPERATOR = /^(?:[<>!+*%^]|&&)/

/** The same, where what was expected or what follows says more. */
function meaningOf(token: string, message: string, rest: string): string | undefined {
  if (token === 'CLOSE_UNESCAPED' && message.includes("'CLOSE'")) {
    return 'Three braces close what two opened; put a space before the one that is not part of it'
  }
  if (token === 'CLOSE' && message.includes("'CLOSE_UNESCAPED'")) return 'Two braces close what three opened'
  if (token === 'INVALID' && INDEX_WITHOUT_DOT.test(rest)) return 'An index has a dot before it: {{items.[0].name}}'
  if (token === 'INVALID' && OPERATOR.test(rest)) return 'Comparisons and arithmetic are not part of the language'
  return UNEXPECTED[token]
}

/** What the lexer finds no token in, and where: it stops where what it does not know how to end began. */
function unreadable(source: string): [text: string, line: number, column: number] {
  const rest = parserState.lexer?._input ?? ''
  const isComment = /^\{\{~?!--/.test(rest)
  const nullAt = isComment ? -1 : rest.indexOf('\0')
  const before = source.slice(0, source.length - rest.length + Math.max(0, nullAt)).split(/\r\n?|\n/)
  const [line, column] = [before.length, (before.at(-1) ?? '').length + 1]
  if (isComment) return ['This comment is not closed: it ends with "--}}"', line, column]
  if (nullAt >= 0) return ['The character U+0000 has no place in a page', line, column]
  return ['Raw blocks ({{{{name}}}}) are not part of the language', line, column]
}

/** A fault that Handlebars' parser or compiler threw at `source`, with its place counted from 1. */
export function syntaxFault(error: unknown, source: string): TemplateFault {
  const { message, lineNumber, column } = error as { message: string; lineNumber?: number; column?: number }
  const fault = (text: string, line: number | null, at: number | null): TemplateFault => ({
    code: 'HANDLEBARS_COMPILE_ERROR',
    message: text,
    line,
    column: at,
  })
  if (error instanceof RangeError) return fault('The template nests too deeply or is too large', null, null)
  if (message.startsWith('Lexical error')) return fault(...unreadable(source))
  const got = /^Parse error on line (\d+)[\s\S]*?(?:got '(\w+)')?$/.exec(message)
  if (got) {
    const { yylloc: place, match = '', _input = '' } = parserState.lexer ?? {}
    return fault(
      meaningOf(got[2] ?? 'INVALID', message, match + _input) ?? 'This may not stand here',
      place?.first_line ?? Number(got[1]),
      (place?.first_column ?? 0) + 1,
    )
  }
  const text = message.replace(/ - \d+:\d+$/, '')
  return lineNumber === undefined ? fault(text, null, null) : fault(text, lineNumber, (column ?? 0) + 1)
}
