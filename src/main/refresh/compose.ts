import { Problem } from '../../shared/errors.ts'
import type { Json } from '../../shared/json.ts'
import type { StoredTemplate } from '../db/templates.ts'
import type { Evaluator, Locale } from '../evaluator/evaluator.ts'

/** The parts of a template that a page is composed from. */
export type Composable = Pick<StoredTemplate, 'engine' | 'html' | 'variableDefinitions' | 'strictVariables'>

/**
 * The page: the template's source with the variables in it.
 * @throws {Problem} `expression-error` with the template's faults
 */
export function composePage(
  template: Composable,
  variables: Record<string, Json>,
  locale: Locale,
  evaluator: Evaluator,
  signal: AbortSignal,
): Promise<string> {
  const { engine, html, variableDefinitions, strictVariables } = template
  if (engine !== 'html') {
    throw new Problem('expression-error', `Bindery draws "html" templates; this one is "${engine}".`, {
      code: 'ENGINE_NOT_SUPPORTED',
      stage: 'compose',
    })
  }
  return evaluator.compose({ html, variableDefinitions, strictVariables, variables, ...locale }, signal)
}
