import { findPathFault, getByPath, isJsonPath, parseDataPath } from '../../../../shared/data-path.ts'
import type { Json } from '../../../../shared/json.ts'

export interface Projected {
  data: Json
  mapping: Record<string, string>
}

/**
 * As much of a sample as a mapping takes, so that a preview need not send all of it with every change. Queries are the
 * farm's to evaluate: with one of them the whole goes along.
 */
export function projected(data: Json, mapping: Readonly<Record<string, string>>): Projected {
  const paths = Object.entries(mapping)
  if (paths.some(([, path]) => isJsonPath(path))) return { data, mapping: { ...mapping } }
  const found = paths.flatMap(([name, path]) => {
    const value = getByPath(data, parseDataPath(path))
    return value === undefined ? [] : [[name, value] as const]
  })
  return {
    data: Object.fromEntries(found),
    mapping: Object.fromEntries(paths.map(([name]) => [name, `["${name}"]`])),
  }
}

/** The paths that can be read; what can't is marked in its row, and keeps the rest from being tried no longer. */
export const readablePaths = (mapping: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(mapping).filter(([, path]) => findPathFault(path) === null))
