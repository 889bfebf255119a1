import { type VariableDefinition, variableName } from '../../shared/template.ts'
import type { TemplateCheckAnswer } from '../../shared/template-version.ts'
import type { Evaluator, TemplateCheck } from '../evaluator/evaluator.ts'
import { remoteHosts } from './remote-hosts.ts'
import { checkTemplateSize } from './templates.ts'

/** What an editor shows of a source while it is written; nothing is drawn or saved. */
export async function checkTemplateSource(
  source: { html: string; variableDefinitions: VariableDefinition[] },
  evaluator: Evaluator,
  signal: AbortSignal,
): Promise<TemplateCheckAnswer> {
  checkTemplateSize(source.html)
  const { faults, used, places } = await evaluator.check(source, signal)
  const declared = new Set(source.variableDefinitions.map(({ name }) => name))
  const variables = used.map((name) => ({ name, ...placeOf(places, name) }))
  const undeclared = variables.filter(({ name }) => !declared.has(name) && variableName.safeParse(name).success)
  const hosts = remoteHosts(source.html, source.variableDefinitions)
  return {
    faults: [
      ...faults.map((fault) => ({ ...fault, severity: 'error' as const })),
      ...undeclared.map(({ name, line, column }) => ({
        ...{ code: 'UNDECLARED_VARIABLE', message: `The variable "${name}" is not declared; a save adds it as text` },
        ...{ line, column, variable: name, severity: 'warning' as const },
      })),
      ...hosts.map(({ host, line, column }) => ({
        ...{ code: 'REMOTE_HOST', message: `It loads from ${host}` },
        ...{ line, column, severity: 'info' as const },
      })),
    ],
    variables,
    undeclared: undeclared.map(({ name }) => name),
    remoteHosts: hosts.map(({ host }) => host),
  }
}

/** One that is read with all others at once (`{{json this}}`) has no place. */
function placeOf(places: TemplateCheck['places'], name: string): { line: number | null; column: number | null } {
  const place = Object.hasOwn(places, name) ? places[name] : undefined
  return place ?? { line: null, column: null }
}
