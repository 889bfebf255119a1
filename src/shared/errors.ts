import { z } from 'zod'
import { PURPOSE_NAMES } from './purposes.ts'

/** The closed set of errors that Bindery answers with (RFC 9457 problem types), by slug. */
export const PROBLEMS = {
  'validation-error': { status: 400, title: 'The request is not valid', retriable: false },
  'missing-authorization': { status: 401, title: 'An API key is needed', retriable: false },
  'invalid-api-key': { status: 401, title: 'The API key is not valid', retriable: false },
  'forbidden-origin': { status: 403, title: 'This origin may not do that', retriable: false },
  'binding-not-found': { status: 404, title: 'There is no such binding', retriable: false },
  'template-not-found': { status: 404, title: 'There is no such template', retriable: false },
  'not-found': { status: 404, title: 'There is nothing here', retriable: false },
  'method-not-allowed': { status: 405, title: 'The method is not allowed here', retriable: false },
  conflict: { status: 409, title: 'The request conflicts with the current state', retriable: false },
  'template-in-use': { status: 409, title: 'Bindings use this template', retriable: false },
  gone: { status: 410, title: 'It was deleted', retriable: false },
  'precondition-failed': { status: 412, title: 'It was changed in the meantime', retriable: false },
  'payload-too-large': { status: 413, title: 'The request is too large', retriable: false },
  'unsupported-media-type': { status: 415, title: 'The media type is not supported', retriable: false },
  'range-not-satisfiable': { status: 416, title: 'The range is outside of the content', retriable: false },
  'misdirected-request': { status: 421, title: 'This host name is not served here', retriable: false },
  'blocked-url': { status: 422, title: 'The address is not allowed', retriable: false },
  'expression-error': { status: 422, title: 'The template or an expression has a fault', retriable: false },
  'url-fetch-failed': { status: 422, title: 'The data could not be fetched', retriable: true },
  'rate-limit-exceeded': { status: 429, title: 'Too many requests', retriable: true },
  'render-failed': { status: 500, title: 'The picture could not be drawn', retriable: true },
  unavailable: { status: 503, title: 'Not available right now', retriable: true },
} as const satisfies Record<string, { status: number; title: string; retriable: boolean }>

export type ProblemSlug = keyof typeof PROBLEMS

/** Codes that say more than the slug they travel with. Every other code is the slug in UPPER_SNAKE. */
export type SpecificCode =
  | 'HELPER_NOT_ALLOWED'
  | 'RAW_HTML_NOT_ALLOWED'
  | 'HANDLEBARS_COMPILE_ERROR'
  | 'VARIABLE_REQUIRED'
  | 'VARIABLE_INVALID'
  | 'UNDEFINED_VARIABLE'
  | 'ITERATION_LIMIT_EXCEEDED'
  | 'TEMPLATE_TOO_LARGE'
  | 'NEEDS_SECRET'
  | 'ENGINE_NOT_SUPPORTED'

export const FIELD_CODES = [
  'required',
  'invalid_type',
  'out_of_range',
  'invalid_format',
  'too_long',
  'unknown_value',
] as const
export const fieldErrorSchema = z.object({
  field: z.string().describe('Path of the member, e.g. `mapping.title`'),
  message: z.string(),
  code: z.enum(FIELD_CODES),
  column: z.number().int().optional().describe('Where in the text the fault is, counted from 1'),
})
export type FieldError = z.infer<typeof fieldErrorSchema>

/** One fault of a template, with its place in the source where it has one (line and column count from 1). */
export const templateFaultSchema = z.object({
  code: z.string(),
  message: z.string(),
  line: z.number().int().nullable(),
  column: z.number().int().nullable(),
  variable: z.string().optional(),
})
export type TemplateFault = z.infer<typeof templateFaultSchema>

/** Where in a refresh something failed. The first eight are the fetch's own (what it was doing when it failed). */
export const STAGES = [
  'dns',
  'connect',
  'tls',
  'timeout',
  'status',
  'too_large',
  'content_type',
  'parse',
  'fetch',
  'map',
  'compose',
  'render',
  'store',
] as const
export type Stage = (typeof STAGES)[number]

export const problemSchema = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    instance: z.string(),
    error: z.string().describe('The same as `detail`'),
    code: z.string(),
    retriable: z.boolean(),
    errors: z.array(fieldErrorSchema).optional(),
    line: z.number().int().nullable().optional().describe('Where the first fault of a template is, counted from 1'),
    column: z.number().int().nullable().optional(),
    faults: z.array(templateFaultSchema).optional().describe('Every fault of a template'),
  })
  .meta({
    id: 'Problem',
    description: 'An error (RFC 9457); some have further members, such as the current object of a 412',
  })

/** An address that the gate refused. */
export const blockedSchema = z.object({
  host: z.string(),
  port: z.number().int(),
  purpose: z.enum(PURPOSE_NAMES),
  allowable: z.boolean().describe('Whether the allow list can let it through'),
})
export type Blocked = z.infer<typeof blockedSchema>

export const runErrorSchema = z.object({
  code: z.string(),
  stage: z.enum(STAGES),
  message: z.string(),
  retriable: z.boolean(),
})
export type RunError = z.infer<typeof runErrorSchema>

export interface ProblemOptions {
  code?: SpecificCode
  /** Where in a refresh it happened. */
  stage?: Stage
  fields?: FieldError[]
  faults?: TemplateFault[]
  /** Further members of the answer, e.g. the current object of a 412. */
  members?: Record<string, unknown>
  retryAfterSeconds?: number
  retriable?: boolean
  /** The status that the other side answered with, where it answered. */
  upstreamStatus?: number
  cause?: unknown
}

/** The one error class that carries meaning across rooms; everything else that is thrown is a bug or the machine's fault. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly slug: ProblemSlug
  readonly options: ProblemOptions

  constructor(slug: ProblemSlug, detail: string, options: ProblemOptions = {}) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause })
    this.slug = slug
    this.options = options
  }

  get status(): number {
    return PROBLEMS[this.slug].status
  }

  get code(): string {
    return this.options.code ?? this.slug.toUpperCase().replaceAll('-', '_')
  }

  get retriable(): boolean {
    return this.options.retriable ?? PROBLEMS[this.slug].retriable
  }
}

/** What a run records of a failure; `stage` is used where the problem does not name a finer one. */
export function toRunError(error: unknown, stage: Stage): RunError {
  if (error instanceof Problem) {
    return {
      code: error.code,
      stage: error.options.stage ?? stage,
      message: error.message,
      retriable: error.retriable,
    }
  }
  return {
    code: 'RENDER_FAILED',
    stage,
    message: 'Bindery met an unexpected fault; its log has the cause',
    retriable: true,
  }
}
