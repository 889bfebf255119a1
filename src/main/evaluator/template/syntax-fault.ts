import type { TemplateFault } from '../../../shared/errors.ts'
import { parserState } from './handlebars-internals.ts'

/** What it means that the parser met a token of this name where it may not stand. */
const UNEXPECTED: Record<string, string> = {
  EOF: 'The template ends while a block or an expression is still open',
  INVALID: 'This expression is not closed, or holds a character that has no meaning there',
  INVERSE: '"{{else}}" or "{{^}}" stands where no block is open',
  OPEN_INVERSE_CHAIN: '"{{else …}}" stands where no block is open',
  OPEN_ENDBLOCK: '"{{/…}}" closes a block that is not open',
  CLOSE: 'This expression is empty or ends too early',
  CLOSE_UNESCAPED: 'This expression is empty or ends too early',
  CLOSE_SEXPR: 'This ")" closes nothing, or too early',
  OPEN_SEXPR: 'A "(" may only stand where a helper takes an argument',
  EQUALS: 'This "=" has no name before it',
  SEP: 'This "." or "/" may not stand here',
}

/** A fault that Handlebars' parser or compiler threw, with its place counted from 1. */
export function syntaxFault(error: unknown): TemplateFault {
  const { message, lineNumber, column } = error as { message: string; lineNumber?: number; column?: number }
  const fault = (text: string, line: number | null, at: number | null): TemplateFault => ({
    code: 'HANDLEBARS_COMPILE_ERROR',
    message: text,
    line,
    column: at,
  })
  if (error instanceof RangeError) return fault('The template nests too deeply or is too large', null, null)
  const got = /^(?:Parse|Lexical) error on line (\d+)[\s\S]*?(?:got '(\w+)')?$/.exec(message)
  if (got) {
    const place = parserState.lexer?.yylloc
    const token = got[2] ?? 'INVALID'
    return fault(
      UNEXPECTED[token] ?? `This ${token} may not stand here`,
      place?.first_line ?? Number(got[1]),
      (place?.first_column ?? 0) + 1,
    )
  }
  const text = message.replace(/ - \d+:\d+$/, '')
  return lineNumber === undefined ? fault(text, null, null) : fault(text, lineNumber, (column ?? 0) + 1)
}
