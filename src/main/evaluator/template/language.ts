/** The block helpers, and no others. */
export const BLOCK_NAMES = ['if', 'unless', 'each', 'with'] as const
/** The blocks that give block parameters (`as |item index|`) and change the context. */
export const SCOPE_NAMES: ReadonlySet<string> = new Set(['each', 'with'])

/** The inline helpers, and no others. */
export const HELPER_NAMES = [
  ...['length', 'isEmpty', 'isNotEmpty', 'isDefined', 'isUndefined', 'isArray', 'isString', 'isNumber', 'isBoolean'],
  ...['isObject', 'contains', 'first', 'last', 'indexOf', 'join', 'slice', 'lowercase', 'uppercase', 'capitalize'],
  ...['titleCase', 'trim', 'truncate', 'padStart', 'padEnd', 'replace', 'split', 'startsWith', 'endsWith', 'round'],
  ...['floor', 'ceil', 'abs', 'min', 'max', 'sum', 'average', 'currency', 'number', 'percent', 'date', 'time'],
  ...['default', 'coalesce', 'json', 'parseJson'],
] as const

export const isBlockName = (name: string): boolean => (BLOCK_NAMES as readonly string[]).includes(name)
export const isHelperName = (name: string): boolean => (HELPER_NAMES as readonly string[]).includes(name)

/** The `@` variables of the language. */
export const DATA_NAMES: ReadonlySet<string> = new Set(['root', 'index', 'key', 'first', 'last'])

/** Hidden names: the space keeps templates from writing them, and the analysis refuses them in brackets. */
export const PRINT_HELPER = ' print'
/** Where a data frame keeps the contexts around it, for `../`. */
export const SCOPE = ' scope'

export interface EnclosingScope {
  context: unknown
  outer: EnclosingScope | undefined
}
