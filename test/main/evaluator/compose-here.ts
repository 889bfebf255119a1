import { ExpressionFault } from '../../../src/main/evaluator/expression-fault.ts'
import type { ComposeJob } from '../../../src/main/evaluator/job.ts'
import { compose } from '../../../src/main/evaluator/template/compose.ts'
import type { Json } from '../../../src/shared/json.ts'
import type { VariableDefinition } from '../../../src/shared/template.ts'

export const define = (name: string, more: Partial<VariableDefinition> = {}): VariableDefinition => ({
  name,
  type: 'text',
  allowRawHtml: false,
  ...more,
})

/** Composes in this process, which is enough for all but limits. */
export function composeHere(
  html: string,
  variables: Record<string, Json> = {},
  more: Partial<ComposeJob> = {},
): string {
  const settings = { variableDefinitions: [], strictVariables: false, locale: 'en-US', timeZone: 'UTC' }
  return compose({ html, variables, ...settings, ...more })
}

/** The fault that composing ends in. */
export function faultOf(run: () => unknown): ExpressionFault {
  try {
    run()
  } catch (error) {
    if (error instanceof ExpressionFault) return error
    throw error
  }
  throw new Error('It composed without a fault')
}
