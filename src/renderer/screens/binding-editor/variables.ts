import type { Template, VariableDefinition } from '../../../shared/template.ts'
import type { Draft } from './draft.ts'

export interface Variable extends Pick<VariableDefinition, 'name' | 'type' | 'description' | 'defaultValue'> {
  isRequired: boolean
  /** Mapped or given a default, though the template does not have it. */
  isUnused: boolean
}

/** The template's variables in its order, then the names that only the binding has. */
export function variablesOf(template: Template | undefined, draft: Pick<Draft, 'mapping' | 'defaults'>): Variable[] {
  const declared = (template?.variableDefinitions ?? []).map(
    ({ name, type, description, defaultValue, validation }): Variable => ({
      name,
      type,
      description,
      defaultValue,
      isRequired: validation?.required ?? false,
      isUnused: false,
    }),
  )
  const known = new Set(declared.map(({ name }) => name))
  const others = new Set(
    [...Object.keys(draft.mapping), ...Object.keys(draft.defaults)].filter((name) => !known.has(name)),
  )
  const own = [...others].map(
    (name): Variable => ({ name, type: 'text', isRequired: false, isUnused: template !== undefined }),
  )
  return [...declared, ...own]
}
