import { FunctionExpressionType, type JSONPathQuery, jsonpath, TokenKind } from 'json-p3'

const { FilterExpressionLiteral, FilterQuery, FunctionExtension, InfixExpression, PrefixExpression } =
  jsonpath.expressions
type Expression = InstanceType<typeof jsonpath.expressions.FilterExpression>
type Comparison = InstanceType<typeof InfixExpression>
type Negation = InstanceType<typeof PrefixExpression>

/** `index` counts from 0. */
export interface FilterFault {
  reason: string
  index: number
}

/**
 * The first filter of `query`, written as `text`, that RFC 9535 refuses and json-p3 reads in its own way: of
 * `!@.a == 1` it makes "whether a is there, equals 1", which nothing ever does.
 */
export function findFilterFault(query: JSONPathQuery, text: string): FilterFault | null {
  return firstOf(query.segments, ({ selectors }) =>
    firstOf(selectors, (selector) =>
      selector instanceof jsonpath.selectors.FilterSelector ? testFault(selector.expression.expression, text) : null,
    ),
  )
}

function firstOf<T>(items: readonly T[], faultOf: (item: T) => FilterFault | null): FilterFault | null {
  for (const item of items) {
    const fault = faultOf(item)
    if (fault) return fault
  }
  return null
}

/** Of what is to be true or false by itself. */
function testFault(test: Expression, text: string): FilterFault | null {
  if (test instanceof FilterExpressionLiteral || givesValue(test)) {
    return { reason: 'a value must be compared', index: test.token.index }
  }
  if (test instanceof PrefixExpression) return negationFault(test) ?? testFault(test.right, text)
  if (!(test instanceof InfixExpression)) return innerFault(test, text)
  const sides = [test.left, test.right]
  if (test.logical) return firstOf(sides, (side) => testFault(side, text))
  return comparisonFault(test, text) ?? firstOf(sides, (side) => innerFault(side, text))
}

function givesValue(expression: Expression): boolean {
  if (!(expression instanceof FunctionExtension)) return false
  const { functionRegister } = jsonpath.DEFAULT_ENVIRONMENT
  return functionRegister.get(expression.name)?.returnType === FunctionExpressionType.ValueType
}

/** The token of a negation is the first one after its "!". */
const negationFault = ({ token }: Negation): FilterFault | null =>
  token.kind === TokenKind.NOT ? { reason: 'a "!" may not follow another', index: token.index } : null

function comparisonFault({ left, right, token }: Comparison, text: string): FilterFault | null {
  if (left instanceof PrefixExpression)
    return { reason: 'a comparison is negated as !(a == b)', index: left.token.index }
  const isGrouped =
    (left instanceof FunctionExtension
      ? closesMore(text.slice(left.token.index, token.index))
      : /\)\s*$/.test(text.slice(0, token.index))) || /\(\s*["']?$/.test(text.slice(0, right.token.index))
  const isWhole = [left, right].some((side) => side instanceof PrefixExpression || side instanceof InfixExpression)
  return isGrouped || isWhole
    ? { reason: 'values alone are compared, and no "( )" stand around one', index: token.index }
    : null
}

const STRING = /'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"/g

/** Whether more parentheses end in `text` than begin there. */
function closesMore(text: string): boolean {
  const code = text.replace(STRING, '')
  return code.split(')').length > code.split('(').length
}

/** Of what stands within a value: the filters of a query, and of those that a function is given. */
function innerFault(value: Expression, text: string): FilterFault | null {
  if (value instanceof FilterQuery) return findFilterFault(value.path, text)
  if (!(value instanceof FunctionExtension)) return null
  return firstOf(value.args, (argument) => innerFault(argument, text))
}
