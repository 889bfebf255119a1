import type { SpecificCode, TemplateFault } from '../../../shared/errors.ts'
import { MAX_NESTING } from '../limits.ts'
import { DATA_NAMES, HELPER_NAMES, isBlockName, isHelperName, SCOPE_NAMES } from './language.ts'
import { nearestName } from './nearest-name.ts'
import { derived, fromVariable, NOWHERE, type Origin } from './origin.ts'
import { ROOT_SCOPES, type Scopes, startOfPath } from './scopes.ts'

/** A place in the source; both count from 1. */
export interface Place {
  line: number
  column: number
}

/** One raw output and the root variables that feed it. */
export interface RawOutput extends Place {
  names: ReadonlySet<string>
  all: boolean
}

/** What can be said of a template without its variables. */
export interface Analysis {
  faults: TemplateFault[]
  /** Root variables in order of first use, and where that is. */
  used: ReadonlyMap<string, Place>
  /** Whether the root is read as a whole (`{{json this}}`), so that every variable is used. */
  usesAll: boolean
  raw: RawOutput[]
}

type Call = hbs.AST.MustacheStatement | hbs.AST.SubExpression | hbs.AST.BlockStatement
type Callee = hbs.AST.PathExpression | hbs.AST.Literal

const placeOf = ({ loc }: hbs.AST.Node): Place => ({ line: loc.start.line, column: loc.start.column + 1 })

/** Walks a parsed template and collects its faults and the variables that it uses. */
export function analyse(program: hbs.AST.Program, source: string): Analysis {
  const analyser = new Analyser(source)
  analyser.program(program, ROOT_SCOPES)
  return analyser.result
}

class Analyser {
  readonly #lines: string[]
  readonly #used = new Map<string, Place>()
  #depth = 0
  #tooDeep = false
  readonly result: Analysis = { faults: [], used: this.#used, usesAll: false, raw: [] }

  constructor(source: string) {
    this.#lines = source.split(/\r\n?|\n/)
  }

  program(program: hbs.AST.Program | undefined, scopes: Scopes): void {
    for (const statement of program?.body ?? []) this.#statement(statement, scopes)
  }

  #statement(node: hbs.AST.Statement, scopes: Scopes): void {
    switch (node.type) {
      case 'MustacheStatement':
        this.#mustache(node as hbs.AST.MustacheStatement, scopes)
        break
      case 'BlockStatement':
        this.#block(node as hbs.AST.BlockStatement, scopes)
        break
      case 'PartialStatement':
      case 'PartialBlockStatement':
        this.#refuse(node, 'Partials ({{> name}}) are not part of the language')
        break
      case 'Decorator':
      case 'DecoratorBlock':
        this.#refuse(node, 'Decorators ({{* name}}) are not part of the language')
    }
  }

  #mustache(node: hbs.AST.MustacheStatement, scopes: Scopes): void {
    const isCall = node.params.length > 0 || node.hash
    const origin = isCall ? this.#call(node, scopes) : this.#value(asPath(node.path), scopes)
    this.#readWhole(origin)
    if (!node.escaped) this.result.raw.push({ ...derived(origin), ...placeOf(node) })
  }

  #block(node: hbs.AST.BlockStatement, scopes: Scopes): void {
    const name = calleeName(node.path)
    const origin = this.#nested(node, () => this.#arguments(node, scopes)) ?? NOWHERE
    if (this.#isRawBlock(node)) this.#refuse(node, 'Raw blocks ({{{{name}}}}) are not part of the language')
    else if (name === null || !isBlockName(name)) this.#refuseBlock(node, name)
    else this.#checkBlock(node, name)

    const inner = name === null ? scopes : this.#inner(node, name, origin, scopes)
    this.#nested(node, () => {
      this.program(node.program, inner)
      this.program(node.inverse, scopes)
    })
  }

  /** The scopes of a block's body. */
  #inner(node: hbs.AST.BlockStatement, name: string, argument: Origin, scopes: Scopes): Scopes {
    if (!SCOPE_NAMES.has(name)) return scopes
    if (name === 'each') this.#readWhole(argument)
    const context = name === 'each' ? derived(argument) : argument
    const names = new Map((node.program?.blockParams ?? []).map((given) => [given, context]))
    return {
      contexts: [context, ...scopes.contexts],
      loops: name === 'each' ? [context, ...scopes.loops] : scopes.loops,
      names: [names, ...scopes.names],
    }
  }

  #checkBlock(node: hbs.AST.BlockStatement, name: string): void {
    if (node.params.length !== 1) this.#fault(node, 'HANDLEBARS_COMPILE_ERROR', `#${name} needs exactly one argument`)
    const given = [
      ...(SCOPE_NAMES.has(name) ? [] : (node.program?.blockParams ?? [])),
      // Those of an inverted block ({{^each x as |y|}}) would never be given a value.
      ...(node.inverse?.blockParams ?? []),
    ]
    if (given.length > 0) {
      this.#fault(
        node,
        'HANDLEBARS_COMPILE_ERROR',
        `Only #each and #with take block parameters (as |${given.join(' ')}|)`,
      )
    }
  }

  #refuseBlock(node: hbs.AST.BlockStatement, name: string | null): void {
    const shown = name ?? nameShown(node.path)
    this.#refuse(
      node,
      name !== null && isHelperName(name)
        ? `"${shown}" is not a block helper; write {{${shown} …}}`
        : `{{#${shown}}} is not a block of the language; use #if, #unless, #each or #with`,
    )
  }

  #isRawBlock(node: hbs.AST.BlockStatement): boolean {
    const { line, column } = node.loc.start
    return this.#lines[line - 1]?.startsWith('{{{{', column) ?? false
  }

  /** A helper that is called inline or in a subexpression. */
  #call(node: hbs.AST.MustacheStatement | hbs.AST.SubExpression, scopes: Scopes): Origin {
    const name = calleeName(node.path)
    if (name !== null && isBlockName(name)) {
      this.#fault(node.path, 'HANDLEBARS_COMPILE_ERROR', `"${name}" is a block: write {{#${name} …}}…{{/${name}}}`)
    } else if (name === null || !isHelperName(name)) {
      const advice = this.result.faults.length < MAX_ADVISED ? adviceOn(name) : ''
      this.#refuse(node.path, `The helper "${nameShown(node.path)}" is not allowed${advice}`)
    }
    const origin = this.#nested(node, () => this.#arguments(node, scopes)) ?? NOWHERE
    this.#readWhole(origin)
    return derived(origin)
  }

  /** Goes one level deeper, or says once that it is too deep and goes no further. */
  #nested<T>(node: hbs.AST.Node, visit: () => T): T | undefined {
    if (this.#depth >= MAX_NESTING) {
      if (!this.#tooDeep)
        this.#fault(node, 'HANDLEBARS_COMPILE_ERROR', `The template nests deeper than ${MAX_NESTING} levels`)
      this.#tooDeep = true
      return undefined
    }
    this.#depth++
    const result = visit()
    this.#depth--
    return result
  }

  /** Visits what a call is given. A lone argument keeps its origin, for `#with` may make the root its context. */
  #arguments({ params, hash }: Call, scopes: Scopes): Origin {
    const values = [...params, ...(hash?.pairs ?? []).map((pair) => pair.value)]
    const origins = values.map((value) => this.#value(value, scopes))
    const [only] = origins
    return origins.length === 1 && only ? only : derived(...origins)
  }

  #value(node: hbs.AST.Expression, scopes: Scopes): Origin {
    if (node.type === 'SubExpression') return this.#call(node as hbs.AST.SubExpression, scopes)
    if (node.type !== 'PathExpression') return NOWHERE
    const path = node as hbs.AST.PathExpression
    if (path.data && !DATA_NAMES.has(path.parts[0] ?? '')) {
      this.#fault(
        path,
        'HANDLEBARS_COMPILE_ERROR',
        `There is no "${path.original}"; there are @root, @index, @key, @first and @last`,
      )
    }
    const { origin, members } = startOfPath(path, scopes)
    const [variable] = members
    if (origin !== 'root' || variable === undefined) return origin
    if (!this.#used.has(variable)) this.#used.set(variable, placeOf(path))
    return fromVariable(variable)
  }

  #readWhole(origin: Origin): void {
    if (origin === 'root' || origin.all) this.result.usesAll = true
  }

  #refuse(node: hbs.AST.Node, message: string): void {
    this.#fault(node, 'HELPER_NOT_ALLOWED', message)
  }

  #fault(node: hbs.AST.Node, code: SpecificCode, message: string): void {
    this.result.faults.push({ code, message, ...placeOf(node) })
  }
}

/** Whoever has more faults than this reads no advice, and tens of thousands of names would take seconds to compare. */
const MAX_ADVISED = 50

/** Names under which other dialects know what this language leaves out. */
const OPERATIONS = new Set(
  'eq ne neq equals lt lte gt gte and or not add plus subtract minus multiply times divide mod'.split(' '),
)

/** What to write in the place of a helper that there is not. */
function adviceOn(name: string | null): string {
  if (name === null) return ''
  if (OPERATIONS.has(name)) return '; comparisons and arithmetic are not part of the language'
  const meant = nearestName(name, HELPER_NAMES)
  return meant === null ? '' : `; did you mean "${meant}"?`
}

const isPath = (node: Callee): node is hbs.AST.PathExpression => node.type === 'PathExpression'
const nameShown = (node: Callee) => String((node as { original?: unknown }).original)

/** Handlebars reads a literal in the place of a name as the name: `{{"a b"}}` is the variable `a b`. */
function asPath(node: Callee): hbs.AST.PathExpression {
  if (isPath(node)) return node
  const name = nameShown(node)
  return { type: 'PathExpression', data: false, depth: 0, parts: [name], original: name, loc: node.loc }
}

/** The name that a call is made by, or null where it is a path (`a.b`, `../a`, `@a`, `this.a`). */
function calleeName(node: Callee): string | null {
  const { data, depth, parts, original } = asPath(node)
  const [name] = parts
  return !data && depth === 0 && parts.length === 1 && name === original ? name : null
}
