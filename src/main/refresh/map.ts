import { canonicalJson, type Json } from '../../shared/json.ts'
import type { StoredBinding } from '../db/bindings.ts'
import type { StoredTemplate } from '../db/templates.ts'
import type { Evaluator, Mapped } from '../evaluator/evaluator.ts'

/**
 * Turns data (JSON text) into the template's variables.
 * @throws {Problem} `expression-error` where a path runs too long
 */
export function mapData(
  binding: Pick<StoredBinding, 'mapping' | 'defaults'>,
  template: StoredTemplate,
  text: string,
  evaluator: Evaluator,
  signal: AbortSignal,
): Promise<Mapped> {
  const { mapping, defaults } = binding
  return evaluator.map({ json: text, mapping, defaults, variableDefinitions: template.variableDefinitions }, signal)
}

/** Mapped names that the template does not use. */
export function unusedNames(mapping: Record<string, string>, template: StoredTemplate): string[] {
  return Object.keys(mapping).filter((name) => !template.usedVariables.includes(name))
}

/** The variables whose value differs, those that came or went too. */
export function changedVariables(before: Record<string, Json>, after: Record<string, Json>): string[] {
  if (before === after) return []
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  const textOf = (values: Record<string, Json>, name: string) =>
    Object.hasOwn(values, name) ? canonicalJson(values[name]) : undefined
  return [...names].filter((name) => textOf(before, name) !== textOf(after, name))
}
