import { ExpressionFault } from './expression-fault.ts'
import { type ComposeJob, isPrepared, type JobReply, type JobRequest, type TemplateSource } from './job.ts'
import { type MappingRules, mapVariables } from './mapping/map-variables.ts'
import { checkTemplate } from './template/check.ts'
import { compiled } from './template/compiled.ts'
import { compose } from './template/compose.ts'

/**
 * Runs one job to its end in this thread; whatever is thrown becomes part of the reply.
 * @param onBegun told when a job that is prepared is so, and its code begins to run
 */
export function runJob(request: JobRequest, onBegun: () => void = () => {}): JobReply {
  try {
    return { text: textOf(request, onBegun) }
  } catch (error) {
    if (error instanceof ExpressionFault) return { fault: error.toJob() }
    if (error instanceof RangeError)
      return { fault: { message: `It nests too deeply or grows too large (${error.message})` } }
    return { bug: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

function textOf(request: JobRequest, onBegun: () => void): string {
  switch (request.kind) {
    case 'map':
      return JSON.stringify(
        mapVariables(request.json, JSON.parse(request.job) as MappingRules, isPrepared(request) ? onBegun : undefined),
      )
    case 'check':
      return JSON.stringify(checkTemplate(JSON.parse(request.job) as TemplateSource))
    case 'compose': {
      const job = JSON.parse(request.job) as ComposeJob
      compiled(job.html)
      onBegun()
      return compose(job)
    }
  }
}
