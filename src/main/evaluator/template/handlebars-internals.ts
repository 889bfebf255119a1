import Handlebars from 'handlebars'

/** What Handlebars 4.7 offers to those who extend its compiler, and its type declarations leave out. */
export interface CompilerBase {
  options: { data?: boolean; blockParams: (string[] | undefined)[] }
  opcode(name: string, ...operands: unknown[]): void
  SubExpression(node: hbs.AST.SubExpression | hbs.AST.MustacheStatement): void
  PathExpression(path: StrictPath): void
}
export type StrictPath = hbs.AST.PathExpression & { strict?: boolean }

export interface Environment {
  helpers: Record<string, unknown>
  partials: Record<string, unknown>
  decorators: Record<string, unknown>
  Compiler: new () => CompilerBase
  /** The tree as it stands in the source, made without recursion. */
  parseWithoutProcessing(source: string): hbs.AST.Program
  compile(source: string, options: CompileOptions): CompiledTemplate
}

export interface CompiledTemplate {
  (context: object, options: RuntimeOptions): string
  /** Compiles now instead of at the first run. */
  _setup(options: RuntimeOptions): void
}

/** The lexer that every environment shares; after a failed parse it still stands where the fault is. */
export interface ParserState {
  lexer?: {
    yylloc?: { first_line: number; first_column: number }
    /** The token that was read last, and what follows it. */
    match?: string
    _input?: string
  }
}

export const parserState = (Handlebars as unknown as { Parser: ParserState }).Parser

/** A fresh environment with Handlebars' own registry emptied: no helper, partial or decorator at all. */
export function createEnvironment(): Environment {
  const environment = Handlebars.create() as unknown as Environment
  environment.helpers = {}
  environment.partials = {}
  environment.decorators = {}
  return environment
}

/** Handlebars' own `#if`, `#unless`: they hold what counts as empty. */
export const conditionals = {
  if: Handlebars.helpers.if as BlockHelper,
  unless: Handlebars.helpers.unless as BlockHelper,
}

export interface BlockOptions {
  fn(context: unknown, options?: { data?: object; blockParams?: unknown[] }): string
  inverse(context: unknown): string
  hash: Record<string, unknown>
  data: Record<string, unknown>
  loc: hbs.AST.SourceLocation
}
export type BlockHelper = (this: unknown, value: unknown, options: BlockOptions) => string

export const createFrame = (data: object): Record<string, unknown> => Handlebars.createFrame(data)
/** Whether `#with` and `#if` count a value as empty: false, undefined, null, "" and [], but not 0. */
export const isEmpty = (value: unknown): boolean => Handlebars.Utils.isEmpty(value)
