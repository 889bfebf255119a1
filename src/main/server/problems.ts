import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { PROBLEMS, Problem } from '../../shared/errors.ts'
import { storageFault } from '../db/storage-fault.ts'
import { SECURITY_HEADERS } from './security-headers.ts'
import { InvalidRequest } from './validation.ts'

const TYPE_BASE = 'https://docs.pictify.io/errors/'

/** A problem as it is answered (RFC 9457), with the extension members that clients of the hosted API know. */
export function problemBody(problem: Problem, instance: string): Record<string, unknown> {
  const { fields, faults, members } = problem.options
  // The first fault speaks for all: its message is the detail, its place the problem's.
  const place = faults?.[0] && { line: faults[0].line, column: faults[0].column }
  return {
    type: `${TYPE_BASE}${problem.slug}`,
    title: PROBLEMS[problem.slug].title,
    status: problem.status,
    detail: problem.message,
    instance,
    ...(fields && { errors: fields }),
    ...(faults && { ...place, faults }),
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
  // As bytes: to a string the framework would add a charset, which this type has not (RFC 9457, 6.1).
  const body = Buffer.from(JSON.stringify(problemBody(problem, instanceOf(reply.request))))
  return reply
    .code(problem.status)
    .headers(SECURITY_HEADERS)
    .header('content-type', 'application/problem+json')
    .header('cache-control', 'no-store')
    .send(body)
}

/** The path that was asked, without its query, which may hold what is nobody's business. */
const instanceOf = (request: FastifyRequest): string => request.originalUrl.split('?', 1)[0] ?? '/'

/** Everything that a handler or the framework throws, as a problem; null for a fault of our own. */
export function toProblem(error: FastifyError | Error): Problem | null {
  if (error instanceof Problem) return withoutSource(error)
  const fault = storageFault(error)
  if (fault) return fault
  if (error instanceof InvalidRequest) return error.problem
  switch ((error as FastifyError).code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Problem('payload-too-large', 'The body is larger than this endpoint takes.')
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new Problem('unsupported-media-type', 'Send JSON, with Content-Type: application/json.')
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new Problem('validation-error', 'The body does not fit its Content-Length.')
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new Problem('not-found', 'There is nothing at a path this long.')
  }
  const status = (error as FastifyError).statusCode ?? 500
  return status >= 400 && status < 500 ? new Problem('validation-error', error.message) : null
}

/** The body of a source's answer is for a run's details; it is no part of an error that is answered. */
function withoutSource(problem: Problem): Problem {
  const { response: _, ...members } = problem.options.members ?? {}
  return new Problem(problem.slug, problem.message, { ...problem.options, members })
}
