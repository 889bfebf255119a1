import { findPathFault, getByPath, isJsonPath, parseDataPath } from '../../../../shared/data-path.ts'
import type { Json } from '../../../../shared/json.ts'

/** What a variable has now, and why. */
export type ValueNow =
  | { kind: 'found' | 'default' | 'constant' | 'template'; value: Json }
  /** The path finds nothing, and there is no default. */
  | { kind: 'missing' }
  /** Neither a path nor a default. */
  | { kind: 'none' }
  /** The path can't be read; the message says where. */
  | { kind: 'fault'; message: string }
  /** Not known before there is data, or before the farm has evaluated the query. */
  | { kind: 'unknown' }

export interface Evaluation {
  path: string
  /** The binding's default. */
  fallback: Json | undefined
  /** The template's default. */
  templateDefault: Json | undefined
  /** Undefined while there is no data. */
  data: Json | undefined
  /** What the farm's last dry run made of it, for queries; undefined where it has not said. */
  evaluated: { value: Json | undefined; isMissing: boolean } | undefined
}

/** Dot paths are followed here, by the farm's own rules; JSONPath queries are the farm's to evaluate. */
export function valueNow({ path, fallback, templateDefault, data, evaluated }: Evaluation): ValueNow {
  if (path.trim() === '') return withoutPath(fallback, templateDefault)
  const fault = findPathFault(path)
  if (fault) return { kind: 'fault', message: fault.message }
  if (data === undefined) return { kind: 'unknown' }
  if (isJsonPath(path)) {
    if (!evaluated) return { kind: 'unknown' }
    if (!evaluated.isMissing && evaluated.value !== undefined) return { kind: 'found', value: evaluated.value }
    return missing(fallback, templateDefault)
  }
  const value = getByPath(data, parseDataPath(path))
  return value === undefined || value === null ? missing(fallback, templateDefault) : { kind: 'found', value }
}

function withoutPath(fallback: Json | undefined, templateDefault: Json | undefined): ValueNow {
  if (fallback !== undefined && fallback !== null) return { kind: 'constant', value: fallback }
  if (templateDefault !== undefined && templateDefault !== null) return { kind: 'template', value: templateDefault }
  return { kind: 'none' }
}

function missing(fallback: Json | undefined, templateDefault: Json | undefined): ValueNow {
  const value = fallback ?? templateDefault
  return value === undefined || value === null ? { kind: 'missing' } : { kind: 'default', value }
}
