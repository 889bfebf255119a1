import { canonicalJson, type Json } from '../../shared/json.ts'
import { sha256 } from '../hash.ts'

/**
 * An object in its canonical form: path → value of the members that people author. Order, defaults, blanks around names,
 * secrets and members that Bindery does not know do not show in it.
 */
export type Fields = Readonly<Record<string, Json>>

/** The value of a field, or undefined where it is absent. */
export const isSame = (a: Json | undefined, b: Json | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && canonicalJson(a) === canonicalJson(b))

export const textOf = (fields: Fields): string => canonicalJson(fields)

export const hashOf = (value: unknown): string => sha256(canonicalJson(value))

export const pathsOf = (...all: Fields[]): string[] => [...new Set(all.flatMap(Object.keys))].sort()

/** With some fields set, or taken away where their value is undefined. */
export function withFields(fields: Fields, changes: Iterable<readonly [string, Json | undefined]>): Fields {
  const next = new Map<string, Json>(Object.entries(fields))
  for (const [path, value] of changes) {
    if (value === undefined) next.delete(path)
    else next.set(path, value)
  }
  return Object.fromEntries(next)
}
