import { type FieldError, Problem } from '../../shared/errors.ts'
import { hostOf, isLocalName } from '../network/host-name.ts'
import type { HostedFault } from './hosted.ts'

/** What a person is told who connects an account at a URL and gets no further: what happened, and what to do. */
export function accountProblem(fault: HostedFault, url: URL): Problem {
  const { kind, message, cause } = fault
  switch (kind) {
    case 'key_rejected':
      return invalid('apiKey', `${message} Copy the key again from the account that it belongs to.`)
    case 'forbidden':
      return invalid('apiKey', `${message} Use a key that may read and write bindings and templates.`)
    case 'offline':
      if (!isOutOfReach(fault)) return invalid('baseUrl', message)
      return isStrangeOverHttp(cause, url) ? invalid('baseUrl', `${message} ${HTTPS_ONLY}`) : unreachable(fault)
    case 'rate_limited':
    case 'server_fault':
      return unreachable(fault)
    default:
      return invalid('baseUrl', `${message} Check the URL: there is no hosted API at it.`)
  }
}

/** Whether nobody answered; not where it was refused before anything was sent: metadata, this farm itself, plain http. */
export const isOutOfReach = ({ kind, cause }: HostedFault): boolean =>
  kind === 'offline' && !(cause instanceof Problem && ['validation-error', 'blocked-url'].includes(cause.slug))

/** A name that can't be looked up is at no private address that anybody knows of, but one of the own network may be asleep. */
const isStrangeOverHttp = (cause: unknown, url: URL): boolean =>
  url.protocol === 'http:' && cause instanceof Problem && cause.options.stage === 'dns' && !isLocalName(hostOf(url))

const HTTPS_ONLY = 'To anything but a private address http would send the key in the clear: use https.'

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
