import { JSONPathEnvironment, type JSONPathQuery } from 'json-p3'
import { getByPath, isJsonPath, parseDataPath } from '../../../shared/data-path.ts'
import { type Json, MAX_JSON_DEPTH } from '../../../shared/json.ts'
import { ExpressionFault } from '../expression-fault.ts'
import { MAX_NODES } from '../limits.ts'

// json-p3 counts the document itself and the members of the deepest array, hence the two levels more.
const environment = new JSONPathEnvironment({ maxRecursionDepth: MAX_JSON_DEPTH + 2 })

/**
 * The value that a mapping path finds in `data`; undefined where it finds nothing. A JSONPath query that is not
 * singular (RFC 9535 2.3.5.1) gives an array, of one value too.
 * @throws what `findPathFault` reports, where the path can't be read
 */
export function readPath(data: Json, path: string): Json | undefined {
  return isJsonPath(path) ? query(environment.compile(path), data) : getByPath(data, parseDataPath(path))
}

function query(compiled: JSONPathQuery, data: Json): Json | undefined {
  const values: Json[] = []
  // Lazily: the eager form spreads every node list into a call and overflows the stack on long arrays.
  for (const node of compiled.lazyQuery(data)) {
    if (values.length === MAX_NODES) throw new ExpressionFault(`The query selects more than ${MAX_NODES} values`)
    values.push(node.value as Json)
  }
  if (values.length === 0) return undefined
  return compiled.singularQuery() ? values[0] : values
}
