import type { Json, JsonObject } from '../../shared/json.ts'
import type { SyncResource } from '../../shared/sync.ts'
import { isObject, SECRET } from './binding-form.ts'
import { isSame } from './fields.ts'
import { CREDENTIALS, type Keyed, placeOf, SOURCE } from './paths.ts'
import { isNamed } from './template-form.ts'

export type Changes = ReadonlyMap<string, Json | undefined>

/** An object before anything is written to it: members that may be empty are there all the same. */
export const BLANK: Record<SyncResource, JsonObject> = {
  template: { variableDefinitions: [] },
  binding: { mapping: {}, defaults: {} },
}

/** How headers and secrets are written; undefined leaves the member out. */
export interface SourceWriter {
  /** Names of headers as they are spelt where they come from. */
  names: readonly string[]
  /** @param kept what stands for it there now */
  header(name: string, kept: Json | undefined): Json | undefined
  /** What is written as credentials where they are to become these. */
  credentials(value: Json | undefined): Json | undefined
}

/**
 * The members of `body` that some fields change, each whole, as they are written: what else they hold, known or not,
 * stays as it is.
 */
export function overlay(body: JsonObject, changes: Changes, writer: SourceWriter): JsonObject {
  const members = new Map<string, Json>()
  const current = (member: string): Json | undefined => members.get(member) ?? body[member]
  for (const [path, value] of changes) {
    const place = placeOf(path)
    if (place.kind === 'member') {
      if (value !== undefined) members.set(path, value)
    } else if (place.kind === 'keyed') {
      members.set(place.member, withKey(place.member, current(place.member), place.key, value))
    } else if (path !== CREDENTIALS) {
      const source = isObject(current(SOURCE)) ? (current(SOURCE) as JsonObject) : {}
      members.set(SOURCE, withSourceField(source, place, value, writer))
    }
  }
  const credentials = changes.get(CREDENTIALS)
  const isTold = changes.has(CREDENTIALS)
  if (isTold && !members.has(SOURCE)) members.set(SOURCE, (current(SOURCE) ?? {}) as Json)
  const source = members.get(SOURCE)
  if (isObject(source)) members.set(SOURCE, withCredentials(source, isTold, credentials, writer))
  return Object.fromEntries(members)
}

function withKey(member: Keyed, current: Json | undefined, key: string, value: Json | undefined): Json {
  if (member !== 'variableDefinitions') return setMember(isObject(current) ? current : {}, key, value)
  const definitions = Array.isArray(current) ? current : []
  const isThis = (each: Json) => isNamed(each) && each.name === key
  if (value === undefined) return definitions.filter((each) => !isThis(each))
  const defined = { name: key, ...(value as JsonObject) }
  if (!definitions.some(isThis)) return [...definitions, defined]
  return definitions.map((each) => (isThis(each) ? { ...unknownOf(each as JsonObject), ...defined } : each))
}

const DEFINITION = new Set(['name', 'type', 'allowRawHtml', 'defaultValue', 'description', 'validation'])
const unknownOf = (definition: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(definition).filter(([member]) => !DEFINITION.has(member)))

function setMember(object: JsonObject, member: string, value: Json | undefined): JsonObject {
  const others = Object.entries(object).filter(([each]) => each !== member)
  if (value === undefined) return Object.fromEntries(others)
  const isThere = Object.hasOwn(object, member)
  return isThere
    ? Object.fromEntries(Object.entries(object).map(([each, old]) => [each, each === member ? value : old]))
    : Object.fromEntries([...others, [member, value]])
}

type SourcePlace = Extract<ReturnType<typeof placeOf>, { kind: 'source' | 'header' }>

function withSourceField(
  source: JsonObject,
  place: SourcePlace,
  value: Json | undefined,
  writer: SourceWriter,
): JsonObject {
  if (place.kind === 'source') return setMember(source, place.member, value)
  const headers = isObject(source.headers) ? source.headers : {}
  const isThis = (each: string) => each.toLowerCase() === place.name
  const spelt = Object.keys(headers).find(isThis) ?? writer.names.find(isThis) ?? place.name
  const kept = headers[spelt]
  const isSecret = isSame(value, SECRET)
  const written = isSecret ? writer.header(place.name, kept) : value
  return { ...source, headers: setMember(headers, spelt, written) }
}

function withCredentials(
  { credentials: _, ...source }: JsonObject,
  isTold: boolean,
  value: Json | undefined,
  writer: SourceWriter,
): JsonObject {
  if (source.type !== 'http') return setMember(source, 'headers', undefined)
  const written = isTold ? writer.credentials(value) : undefined
  return written === undefined ? source : { ...source, credentials: written }
}
