import type { TemplateFault } from '../../../shared/errors.ts'
import type { VariableDefinition } from '../../../shared/template.ts'
import type { Analysis, RawOutput } from './analyse.ts'

/** A fault for each variable that feeds raw output and may not. */
export function rawFaults({ raw }: Analysis, definitions: VariableDefinition[]): TemplateFault[] {
  const allowed = new Set(definitions.filter((definition) => definition.allowRawHtml).map(({ name }) => name))
  return raw.flatMap((output) => [
    ...(output.all ? [fault(output)] : []),
    ...[...output.names].filter((name) => !allowed.has(name)).map((name) => fault(output, name)),
  ])
}

function fault({ line, column }: RawOutput, variable?: string): TemplateFault {
  const message =
    variable === undefined
      ? 'Raw output may not be fed by all variables at once; name those with allowRawHtml'
      : `The variable "${variable}" feeds raw output but is not declared with allowRawHtml`
  return { code: 'RAW_HTML_NOT_ALLOWED', message, line, column, ...(variable !== undefined && { variable }) }
}
