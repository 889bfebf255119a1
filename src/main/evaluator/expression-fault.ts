import type { SpecificCode, TemplateFault } from '../../shared/errors.ts'
import type { JobFault } from './job.ts'

/** The user's own fault in a mapping or a template, on the worker's side of the thread boundary. */
export class ExpressionFault extends Error {
  override readonly name = 'ExpressionFault'
  readonly code: SpecificCode | undefined
  readonly faults: TemplateFault[] | undefined

  constructor(message: string, details: Omit<JobFault, 'message'> = {}) {
    super(message)
    this.code = details.code
    this.faults = details.faults
  }

  /** All the faults of a template as one error: the first one speaks for all. */
  static ofTemplate(faults: TemplateFault[]): ExpressionFault {
    const [first] = faults
    if (!first) return new ExpressionFault('The template has a fault')
    const place = first.line === null ? '' : `Line ${first.line}, column ${first.column}: `
    const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : ''
    return new ExpressionFault(`${place}${first.message}${more}`, { code: first.code as SpecificCode, faults })
  }

  toJob(): JobFault {
    return {
      message: this.message,
      ...(this.code && { code: this.code }),
      ...(this.faults && { faults: this.faults }),
    }
  }
}
