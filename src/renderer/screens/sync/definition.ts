import type { Json, JsonObject } from '../../../shared/json.ts'
import type { SyncField } from '../../../shared/sync.ts'
import type { Side } from './decisions.ts'

/** The definition with the fields as they are on the side that is chosen for each; the one that is given stays as it is. */
export function definitionWith(
  definition: JsonObject,
  fields: readonly SyncField[],
  sideFor: (field: SyncField) => Side,
): JsonObject {
  const next = structuredClone(definition)
  for (const field of fields) setAt(next, stepsOf(field.path), field[sideFor(field)] as Json | undefined)
  return next
}

const HEADER = /^dataSource\.headers\["(.*)"\]$/s

/** A member, or a key of it, which may be any text; headers lie one deeper. */
function stepsOf(path: string): string[] {
  const [, header] = HEADER.exec(path) ?? []
  if (header !== undefined) return ['dataSource', 'headers', header]
  const dot = path.indexOf('.')
  return dot < 0 ? [path] : [path.slice(0, dot), path.slice(dot + 1)]
}

function setAt(object: JsonObject, [first, ...rest]: string[], value: Json | undefined): void {
  if (first === undefined) return
  if (first === 'variableDefinitions' && rest[0] !== undefined) setVariable(object, rest[0], value)
  else if (rest.length > 0) {
    const inner = object[first]
    const holder: JsonObject = isObject(inner) ? inner : {}
    object[first] = holder
    setAt(holder, rest, value)
  } else if (value === undefined) delete object[first]
  else object[first] = value
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Variables are a list in a definition, and found by their names. */
function setVariable(object: JsonObject, name: string, value: Json | undefined): void {
  const all = Array.isArray(object.variableDefinitions) ? object.variableDefinitions : []
  const others = all.filter((each) => !(isObject(each) && each.name === name))
  object.variableDefinitions = isObject(value) ? [...others, { ...value, name }] : others
}

/** The side that a field is taken from where nobody has to decide: the one that changed it. */
export const changedSide = ({ base, mine, theirs }: SyncField): Side =>
  JSON.stringify(mine) === JSON.stringify(base) && JSON.stringify(theirs) !== JSON.stringify(base) ? 'theirs' : 'mine'
