import { type FieldError, Problem } from '../../shared/errors.ts'
import type { HostedFault } from './hosted.ts'

/** What a person is told who connects an account and gets no further: what happened, and what to do. */
export function accountProblem(fault: HostedFault): Problem {
  const { kind, message, cause } = fault
  switch (kind) {
    case 'key_rejected':
      return invalid('apiKey', `${message} Copy the key again from the account that it belongs to.`)
    case 'forbidden':
      return invalid('apiKey', `${message} Use a key that may read and write bindings and templates.`)
    case 'offline':
      return cause instanceof Problem && isAboutUrl(cause) ? invalid('baseUrl', message) : unreachable(fault)
    case 'rate_limited':
    case 'server_fault':
      return unreachable(fault)
    default:
      return invalid('baseUrl', `${message} Check the URL: there is no hosted API at it.`)
  }
}

/** Refused before anything was sent: plain http to a public address, a metadata address, this farm itself. */
const isAboutUrl = ({ slug }: Problem): boolean => slug === 'validation-error' || slug === 'blocked-url'

function unreachable({ message, retryAfterMs, cause }: HostedFault): Problem {
  const stage = cause instanceof Problem ? cause.options.stage : undefined
  return new Problem('url-fetch-failed', message, {
    ...(stage && { stage }),
    ...(retryAfterMs !== null && { retryAfterSeconds: Math.ceil(retryAfterMs / 1000) }),
    cause,
  })
}

export function invalid(
  field: 'apiKey' | 'baseUrl',
  message: string,
  code: FieldError['code'] = 'unknown_value',
): Problem {
  return new Problem('validation-error', message, { fields: [{ field, message, code }] })
}
