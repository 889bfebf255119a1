import type { SpecificCode, TemplateFault } from '../../../shared/errors.ts'
import type { Json } from '../../../shared/json.ts'
import type { VariableDefinition } from '../../../shared/template.ts'
import type { Place } from './analyse.ts'

/** No prototype: every name is the user's to give. */
export type Variables = Record<string, Json>

const isNothing = (value: Json | undefined): value is null | undefined => value === undefined || value === null

/** The given variables, and the declared default of each that is undefined or null. */
export function withDefaults(given: Record<string, Json>, definitions: VariableDefinition[]): Variables {
  const variables: Variables = Object.assign(Object.create(null), given)
  for (const { name, defaultValue } of definitions) {
    if (isNothing(variables[name]) && !isNothing(defaultValue)) variables[name] = defaultValue
  }
  return variables
}

/** Declared variables that are required and empty, or too short or too long; all at once. */
export function variableFaults(
  variables: Variables,
  definitions: VariableDefinition[],
  used: ReadonlyMap<string, Place>,
): TemplateFault[] {
  return definitions.flatMap(({ name, validation = {} }) => {
    const value = variables[name]
    const fault = (code: SpecificCode, message: string): TemplateFault[] => {
      const { line, column } = used.get(name) ?? { line: null, column: null }
      return [{ code, message, line, column, variable: name }]
    }
    if (isNothing(value) || (value === '' && validation.required)) {
      return validation.required ? fault('VARIABLE_REQUIRED', `The variable "${name}" is required`) : []
    }
    if (typeof value !== 'string' && !Array.isArray(value)) return []
    const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = validation
    const unit = typeof value === 'string' ? 'characters' : 'members'
    if (value.length < minLength) {
      return fault(
        'VARIABLE_INVALID',
        `The variable "${name}" needs at least ${minLength} ${unit}, not ${value.length}`,
      )
    }
    if (value.length > maxLength) {
      return fault('VARIABLE_INVALID', `The variable "${name}" takes at most ${maxLength} ${unit}, not ${value.length}`)
    }
    return []
  })
}

/** Makes the reading of each undefined variable that the template names noticed. Hidden from loops and `json`. */
export function watchUndefined(variables: Variables, names: Iterable<string>, noticed: (name: string) => void): void {
  for (const name of names) {
    if (variables[name] !== undefined) continue
    Object.defineProperty(variables, name, { enumerable: false, get: () => void noticed(name) })
  }
}
