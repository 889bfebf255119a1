import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import type { z } from 'zod'
import { type FieldError, PROBLEMS, Problem } from '../../shared/errors.ts'

const TYPE_BASE = 'https://docs.pictify.io/errors/'

/** A problem as it is answered (RFC 9457), with the extension members that clients of the hosted API know. */
export function problemBody(problem: Problem, instance: string): Record<string, unknown> {
  const { fields, faults, members } = problem.options
  return {
    type: `${TYPE_BASE}${problem.slug}`,
    title: PROBLEMS[problem.slug].title,
    status: problem.status,
    detail: problem.message,
    instance,
    ...(fields && { errors: fields }),
    ...(faults && { faults }),
    ...members,
    error: problem.message,
    code: problem.code,
    retriable: problem.retriable,
  }
}

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  const { retryAfterSeconds } = problem.options
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds))
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer')
  return reply
    .code(problem.status)
    .header('content-type', 'application/problem+json')
    .header('cache-control', 'no-store')
    .send(JSON.stringify(problemBody(problem, instanceOf(reply.request))))
}

/** The path that was asked, without its query, which may hold what is nobody's business. */
export const instanceOf = (request: FastifyRequest): string => request.originalUrl.split('?', 1)[0] ?? '/'

/** Everything that a handler or the framework throws, as a problem; null for a fault of our own. */
export function toProblem(error: FastifyError | Error, request: FastifyRequest): Problem | null {
  if (error instanceof Problem) return withoutSource(error)
  if (hasZodFastifySchemaValidationErrors(error)) {
    const context = (error as { validationContext?: string }).validationContext
    const input = context === 'querystring' ? request.query : context === 'params' ? request.params : request.body
    return invalid(error.validation.map((issue) => issue.params.issue as z.core.$ZodIssue), input)
  }
  switch ((error as FastifyError).code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Problem('payload-too-large', 'The body is larger than this endpoint takes.')
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new Problem('unsupported-media-type', 'Send JSON, with Content-Type: application/json.')
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return new Problem('validation-error', 'The body does not fit its Content-Length or is not JSON.')
  }
  const status = (error as FastifyError).statusCode ?? 500
  return status >= 400 && status < 500 ? new Problem('validation-error', error.message) : null
}

/** The body of a source's answer is for a run's details; it is no part of an error that is answered. */
function withoutSource(problem: Problem): Problem {
  const { response: _, ...members } = problem.options.members ?? {}
  return new Problem(problem.slug, problem.message, { ...problem.options, members })
}

/** All fields of one request that are not as they should be. */
export function invalid(issues: readonly z.core.$ZodIssue[], input: unknown): Problem {
  const fields = issues.flatMap((issue) => toFields(issue, input))
  const summary = fields.length === 1 && fields[0] ? `${fields[0].field || 'body'}: ${fields[0].message}` : `${fields.length} members are not valid`
  return new Problem('validation-error', `${summary}.`, { fields })
}

function toFields(issue: z.core.$ZodIssue, input: unknown): FieldError[] {
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // Of a plain union the branch that came furthest says the most.
    const best = [...issue.errors].sort((a, b) => depth(b) - depth(a))[0] ?? []
    if (best.length > 0) return best.flatMap((inner) => toFields({ ...inner, path: [...issue.path, ...inner.path] }, input))
  }
  if (issue.code === 'invalid_key') {
    return issue.issues.map((inner) => ({ ...describe(inner, undefined, false), field: pathText(issue.path) }))
  }
  return [describe(issue, valueAt(input, issue.path), !hasValueAt(input, issue.path))]
}

const depth = (issues: readonly z.core.$ZodIssue[]): number => Math.max(0, ...issues.map(({ path }) => path.length))

function describe(issue: z.core.$ZodIssue, _value: unknown, isAbsent: boolean): FieldError {
  const field = pathText(issue.path)
  if (issue.code === 'custom') {
    const params = issue.params as { code?: FieldError['code']; column?: number } | undefined
    return {
      field,
      message: issue.message,
      code: params?.code ?? 'invalid_format',
      ...(params?.column !== undefined && { column: params.column }),
    }
  }
  if (isAbsent) return { field, message: 'Required', code: 'required' }
  return { field, message: issue.message, code: codeOf(issue) }
}

function codeOf(issue: z.core.$ZodIssue): FieldError['code'] {
  switch (issue.code) {
    case 'invalid_type':
      return 'invalid_type'
    case 'too_big':
      return issue.origin === 'string' || issue.origin === 'array' ? 'too_long' : 'out_of_range'
    case 'too_small':
      return issue.origin === 'string' ? 'required' : 'out_of_range'
    case 'invalid_value':
    case 'invalid_union':
      return 'unknown_value'
    default:
      return 'invalid_format'
  }
}

function hasValueAt(input: unknown, path: readonly PropertyKey[]): boolean {
  return valueAt(input, path) !== undefined
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input
  for (const step of path) {
    if (value === null || typeof value !== 'object') return undefined
    value = Object.hasOwn(value, step) ? (value as Record<PropertyKey, unknown>)[step] : undefined
  }
  return value
}

function pathText(path: readonly PropertyKey[]): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index > 0 ? '.' : ''}${String(step)}`)).join('')
}
