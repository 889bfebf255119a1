import { JSONPathEnvironment, type JSONPathQuery } from 'json-p3'
import { LRUCache } from 'lru-cache'
import { getByPath, isJsonPath, parseDataPath } from '../../../shared/data-path.ts'
import { type Json, MAX_JSON_DEPTH } from '../../../shared/json.ts'
import { ExpressionFault } from '../expression-fault.ts'
import { CACHED_PATH_CHARACTERS, CACHED_PATHS, MAX_NODES } from '../limits.ts'

// json-p3 counts the document itself and the members of the deepest array, hence the two levels more.
const environment = new JSONPathEnvironment({ maxRecursionDepth: MAX_JSON_DEPTH + 2 })

/**
 * The value that a mapping path finds in `data`; undefined where it finds nothing. A JSONPath query that is not
 * singular (RFC 9535 2.3.5.1) gives an array, of one value too.
 * @throws what `findPathFault` reports, where the path can't be read
 */
export function readPath(data: Json, path: string): Json | undefined {
  const read = readers.get(path) ?? readerOf(path)
  readers.set(path, read)
  return read(data)
}

type Reader = (data: Json) => Json | undefined

/** Paths by their text: a mapping's are read again at every refresh. */
const readers = new LRUCache<string, Reader>({
  max: CACHED_PATHS,
  maxSize: CACHED_PATH_CHARACTERS,
  sizeCalculation: (_reader, path) => path.length + 1,
})

function readerOf(path: string): Reader {
  if (isJsonPath(path)) {
    const compiled = environment.compile(path)
    return (data) => query(compiled, data)
  }
  const steps = parseDataPath(path)
  return (data) => getByPath(data, steps)
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
