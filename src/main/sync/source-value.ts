import type { Json, JsonObject } from '../../shared/json.ts'
import { sourceFields } from './binding-form.ts'
import type { Fields } from './fields.ts'
import { isSourcePath, placeOf, SOURCE } from './paths.ts'

/** A source as one value, of its fields. */
function sourceValue(fields: Fields): JsonObject | undefined {
  if (fields['dataSource.type'] === undefined) return undefined
  const plain: [string, Json][] = []
  const headers: [string, Json][] = []
  for (const [path, value] of Object.entries(fields)) {
    const place = placeOf(path)
    if (place.kind === 'header') headers.push([place.name, value])
    else if (place.kind === 'source') plain.push([place.member, value])
  }
  return Object.fromEntries([
    ...plain,
    ...(headers.length > 0 ? [['headers', Object.fromEntries(headers)] as const] : []),
  ])
}

/** Fields whose source is one of them: sources of different types have no members to merge. */
export function withWholeSource(fields: Fields): Fields {
  const source = sourceValue(fields)
  const others = Object.entries(fields).filter(([path]) => !isSourcePath(path))
  return Object.fromEntries([...others, ...(source ? [[SOURCE, source] as const] : [])])
}

/** The fields of which a change of the source as a whole consists. */
export function spreadSource(
  changes: ReadonlyMap<string, Json | undefined>,
  before: Fields,
): Map<string, Json | undefined> {
  if (!changes.has(SOURCE)) return new Map(changes)
  const source = changes.get(SOURCE) as JsonObject
  const others = [...changes].filter(([path]) => path !== SOURCE)
  const gone = Object.keys(before).filter(isSourcePath)
  return new Map<string, Json | undefined>([
    ...others,
    ...gone.map((path) => [path, undefined] as const),
    ...sourceFields(source),
  ])
}

/** Fields in which the source stands as one too, where it is changed as one. */
export function comparable(fields: Fields, changes: ReadonlyMap<string, unknown>): Fields {
  const source = changes.has(SOURCE) ? sourceValue(fields) : undefined
  return source ? { ...fields, [SOURCE]: source } : fields
}
