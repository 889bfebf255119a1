import type { VariableDefinition } from '../../../shared/template.ts'
import { MAX_VARIABLE_NAME, VARIABLE_NAME } from '../../../shared/variable-name.ts'
import { renameUses } from '../../words/variable-uses.ts'
import type { Draft } from './draft.ts'

/** Why a variable can't be called that; null where it can. @param taken the names of the others */
export function nameFault(name: string, taken: readonly string[]): string | null {
  if (taken.includes(name)) return 'There is one with this name'
  if (name.length > MAX_VARIABLE_NAME) return `At most ${MAX_VARIABLE_NAME} characters`
  return VARIABLE_NAME.test(name) ? null : 'A letter, _ or $, then letters, digits, _, $ or -'
}

type Part = Pick<Draft, 'html' | 'variableDefinitions'>

/** The variable under another name, in its declaration and everywhere that the source reads it. */
export const renamed = ({ html, variableDefinitions }: Part, name: string, next: string): Part => ({
  html: renameUses(html, name, next),
  variableDefinitions: variableDefinitions.map((each) => (each.name === name ? { ...each, name: next } : each)),
})

/** One more variable, with a name that is free. */
export function added(definitions: readonly VariableDefinition[], wanted = 'variable'): VariableDefinition[] {
  const taken = new Set(definitions.map(({ name }) => name))
  let name = wanted
  for (let i = 2; taken.has(name); i++) name = `${wanted}${i}`
  return [...definitions, { name, type: 'text', allowRawHtml: false }]
}

/** The definitions with one of them changed; a member that is undefined is left out. */
export const changed = (
  definitions: readonly VariableDefinition[],
  name: string,
  change: { [M in keyof VariableDefinition]?: VariableDefinition[M] | undefined },
): VariableDefinition[] =>
  definitions.map((each) => {
    if (each.name !== name) return each
    const members = Object.entries({ ...each, ...change }).filter(([, value]) => value !== undefined)
    return Object.fromEntries(members) as VariableDefinition
  })
