import { Problem } from '../../shared/errors.ts'
import { retryAfterSeconds } from '../network/retry-after.ts'
import type { ResponseFacts } from './fetch-request.ts'

const MEANINGS: Record<number, string> = {
  304: 'nothing has changed, though it was not asked whether. Check the server',
  400: 'it did not understand the request. Check the address and the body',
  401: 'credentials are missing or were rejected. Edit them',
  403: 'this may not be read with these credentials, or without any. Edit them or the permissions there',
  404: 'there is nothing at this address. Check the URL',
  405: 'this method is not accepted. Check the method',
  407: 'a proxy wants credentials. Check the outbound proxy in the settings',
  408: 'it took too long to receive the request. Look at that server if this lasts',
  410: 'what was at this address is gone. Check the URL',
  429: 'too many requests. Refresh less often',
}

function meaningOf(status: number): string {
  if (status >= 500) return 'the server has a fault. Look at that server if this lasts'
  if (status >= 300 && status < 400) return 'it does not say where to go. Check the URL'
  return 'it refused the request. Check the address and the credentials'
}

/** The failure that a status other than 2xx (or an expected 304) is. */
export function statusProblem(host: string, facts: ResponseFacts, retryAfter: string | null, now: number): Problem {
  const { status } = facts
  const wait = retryAfterSeconds(retryAfter, now)
  return new Problem(
    'url-fetch-failed',
    `The source at ${host} answered ${status}: ${MEANINGS[status] ?? meaningOf(status)}.`,
    {
      stage: 'status',
      upstreamStatus: status,
      retriable: status >= 500 || status === 429 || status === 408,
      ...(wait === undefined ? {} : { retryAfterSeconds: wait }),
      members: { response: facts },
    },
  )
}
