import { ExpressionFault } from './expression-fault.ts'
import type { ComposeJob, JobReply, JobRequest, TemplateSource } from './job.ts'
import { type MappingRules, mapVariables } from './mapping/map-variables.ts'
import { checkTemplate } from './template/check.ts'
import { compose } from './template/compose.ts'

/** Runs one job to its end in this thread; whatever is thrown becomes part of the reply. */
export function runJob(request: JobRequest): JobReply {
  try {
    return { text: textOf(request) }
  } catch (error) {
    if (error instanceof ExpressionFault) return { fault: error.toJob() }
    if (error instanceof RangeError)
      return { fault: { message: `It nests too deeply or grows too large (${error.message})` } }
    return { bug: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

function textOf(request: JobRequest): string {
  switch (request.kind) {
    case 'map':
      return JSON.stringify(mapVariables(request.json, JSON.parse(request.job) as MappingRules))
    case 'check':
      return JSON.stringify(checkTemplate(JSON.parse(request.job) as TemplateSource))
    case 'compose':
      return compose(JSON.parse(request.job) as ComposeJob)
  }
}
