import { type CompilerBase, createEnvironment, type StrictPath } from './handlebars-internals.ts'
import { BLOCK_NAMES, HELPER_NAMES, PRINT_HELPER, SCOPE } from './language.ts'

type Call = hbs.AST.MustacheStatement | hbs.AST.SubExpression | hbs.AST.BlockStatement

export const environment = createEnvironment()
const Base = environment.Compiler

/** Compiles Handlebars with three rules of our own, each named below. */
class LanguageCompiler extends Base implements CompilerBase {
  /** Handlebars makes the compilers of nested programs from this. */
  readonly compiler = LanguageCompiler

  /** A name is a helper only where it is called: `{{date}}` is the variable, `{{date x}}` and `(date)` the helper. */
  classifySexpr(call: Call): 'helper' | 'simple' {
    return call.type === 'SubExpression' || call.params.length > 0 || call.hash ? 'helper' : 'simple'
  }

  /** What is printed goes through our own text conversion, which counts it and can't be made to throw by data. */
  MustacheStatement(mustache: hbs.AST.MustacheStatement): void {
    this.SubExpression(mustache)
    this.opcode('pushProgram')
    this.opcode('pushProgram')
    this.opcode('emptyHash')
    this.opcode('invokeKnownHelper', 1, PRINT_HELPER)
    this.opcode(mustache.escaped ? 'appendEscaped' : 'append')
  }

  /**
   * `@root` is never a block parameter of that name, as it is to Handlebars. Nor is Handlebars told that a path leaves a
   * block, be it `../x` or `@../index`: then it compares contexts, which throws where one has no text.
   */
  override PathExpression(path: StrictPath): void {
    if (!path.data && path.depth === 0) {
      super.PathExpression(path)
      return
    }
    this.options.data = true
    if (path.data) this.opcode('lookupData', path.depth, path.parts, path.strict)
    else this.#enclosingContext(path)
  }

  /**
   * `../` leaves one #each or #with. Handlebars itself leaves out a level whose context loosely equals the one around
   * it, so that data could choose which variable `../x` reads, past what the analysis has allowed to be raw.
   */
  #enclosingContext(path: StrictPath): void {
    this.opcode('lookupData', 0, [SCOPE, ...Array<string>(path.depth - 1).fill('outer'), 'context'])
    this.opcode('resolvePath', 'context', path.parts, 0, false, path.strict)
  }
}
environment.Compiler = LanguageCompiler

const known = Object.fromEntries([...BLOCK_NAMES, ...HELPER_NAMES, PRINT_HELPER].map((name) => [name, true]))
const unknown = { helperMissing: false, blockHelperMissing: false, log: false, lookup: false }

/** With these, nothing falls through to a lookup of helpers at run time. */
export const COMPILE_OPTIONS = {
  data: true,
  knownHelpersOnly: true,
  knownHelpers: { ...unknown, ...known },
} as CompileOptions

/** Said outright, so that Handlebars denies members of prototypes without writing to the console. */
export const RUN_OPTIONS = {
  allowProtoMethodsByDefault: false,
  allowProtoPropertiesByDefault: false,
} satisfies RuntimeOptions
