import type { Value } from './statements.ts'

/** Conditions with their values, of which those hold that have one. */
export function conditionsOf(conditions: readonly [condition: string, value: Value | undefined][]): {
  given: string[]
  values: Value[]
} {
  const held = conditions.filter((each): each is [string, Value] => each[1] !== undefined)
  return { given: held.map(([condition]) => condition), values: held.map(([, value]) => value) }
}
