import type { Binding } from '../../../shared/binding.ts'
import { findUses } from '../../words/variable-uses.ts'
import type { Draft } from './draft.ts'

/** What a save does to the bindings that use the template, as far as they don't expect it. */
export interface Impact {
  text: string
  bindings: readonly Binding[]
}

/** @param users the bindings that use the template */
export function impactsOf(base: Draft, draft: Draft, users: readonly Binding[]): Impact[] {
  const impacts = [
    ...lostVariables(base, draft, users),
    ...neededVariables(base, draft, users),
    ...newSize(base, draft, users),
  ]
  return impacts.filter(({ bindings }) => bindings.length > 0)
}

const gives = ({ mapping, defaults }: Binding, name: string): boolean =>
  Object.hasOwn(mapping, name) || Object.hasOwn(defaults, name)

function lostVariables(base: Draft, draft: Draft, users: readonly Binding[]): Impact[] {
  // What the source still reads is declared again by the save.
  const kept = new Set([...draft.variableDefinitions, ...findUses(draft.html)].map(({ name }) => name))
  return base.variableDefinitions
    .filter(({ name }) => !kept.has(name))
    .map(({ name }) => ({
      text: `“${name}” is gone. Its value is no longer shown by:`,
      bindings: users.filter((each) => gives(each, name)),
    }))
}

function neededVariables(base: Draft, draft: Draft, users: readonly Binding[]): Impact[] {
  const isNeeded = (definitions: Draft['variableDefinitions'], wanted: string) =>
    definitions.some(
      ({ name, validation, defaultValue }) =>
        name === wanted && validation?.required === true && (defaultValue ?? '') === '',
    )
  return draft.variableDefinitions
    .filter(({ name }) => isNeeded(draft.variableDefinitions, name) && !isNeeded(base.variableDefinitions, name))
    .map(({ name }) => ({
      text: `“${name}” is required and has no default. Refreshes will fail of those that give it no value:`,
      bindings: users.filter((each) => !gives(each, name)),
    }))
}

function newSize(base: Draft, draft: Draft, users: readonly Binding[]): Impact[] {
  if (base.width === draft.width && base.height === draft.height) return []
  const text = `The size changes from ${base.width} × ${base.height} to ${draft.width} × ${draft.height}. So do the pictures of:`
  return [{ text, bindings: users.filter(({ outputConfig: { width, height } }) => !width || !height) }]
}
