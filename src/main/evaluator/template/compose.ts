import { ExpressionFault } from '../expression-fault.ts'
import { createHelpers } from '../helpers/helpers.ts'
import type { ComposeJob } from '../job.ts'
import { MAX_COMPOSED_BYTES } from '../limits.ts'
import type { Place } from './analyse.ts'
import { createBudget, tooLarge } from './budget.ts'
import { type Compiled, compiled } from './compiled.ts'
import { RUN_OPTIONS } from './environment.ts'
import { rawFaults } from './raw-faults.ts'
import { type Variables, variableFaults, watchUndefined, withDefaults } from './variables.ts'

/** The page that a template and its variables make. */
export function compose(job: ComposeJob): string {
  const source = compiled(job.html)
  refuse([...source.faults, ...rawFaults(source, job.variableDefinitions)])
  const variables = withDefaults(job.variables, job.variableDefinitions)
  refuse(variableFaults(variables, job.variableDefinitions, source.used))

  const undefinedNames = new Set<string>()
  if (job.strictVariables) watchUndefined(variables, source.used.keys(), (name) => undefinedNames.add(name))
  const page = run(source, variables, job)
  refuse([...undefinedNames].map((name) => undefinedFault(name, source.used.get(name))))
  return page
}

function refuse(faults: Parameters<typeof ExpressionFault.ofTemplate>[0]): void {
  if (faults.length > 0) throw ExpressionFault.ofTemplate(faults)
}

function run({ template }: Compiled, variables: Variables, { locale, timeZone }: ComposeJob): string {
  if (!template) throw new Error('A template without faults was not compiled')
  const helpers = createHelpers({ locale, timeZone }, createBudget())
  const page = template(variables, { ...RUN_OPTIONS, helpers: helpers as RuntimeOptions['helpers'] })
  // The length comes first: it is known before the text is flattened, the bytes only after.
  if (page.length > MAX_COMPOSED_BYTES || Buffer.byteLength(page) > MAX_COMPOSED_BYTES) throw tooLarge()
  return page
}

function undefinedFault(variable: string, place: Place | undefined) {
  return {
    code: 'UNDEFINED_VARIABLE' as const,
    message: `The variable "${variable}" is undefined`,
    line: place?.line ?? null,
    column: place?.column ?? null,
    variable,
  }
}
