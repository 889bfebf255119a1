import { errors } from 'undici'
import { Problem } from '../../shared/errors.ts'
import type { ResponseFacts } from './fetch-request.ts'

const BROKEN_OFF = 'broke the connection off'

function reasonOf(error: unknown, began: boolean): string {
  if (error instanceof errors.HTTPParserError || error instanceof errors.HeadersOverflowError) {
    return 'did not answer in HTTP as it should'
  }
  return began ? `${BROKEN_OFF} in the middle of its answer` : BROKEN_OFF
}

/**
 * What went wrong with a request whose connection stood. `facts` are those of the response, once it has begun; a
 * Problem (the gate's, or of a stage before) only gets them added.
 */
export function exchangeFault(host: string, error: unknown, facts: ResponseFacts | null): Problem {
  const members = facts === null ? {} : { response: facts }
  if (error instanceof Problem) {
    if (facts === null || error.options.members?.response) return error
    const options = { ...error.options, members: { ...error.options.members, ...members } }
    return new Problem(error.slug, error.message, options)
  }
  if (error instanceof errors.InvalidArgumentError) {
    const message = 'The request has a header or an address that can not be sent. Edit the source.'
    return new Problem('url-fetch-failed', message, { stage: 'connect', retriable: false, cause: error })
  }
  return new Problem('url-fetch-failed', `${host} ${reasonOf(error, facts !== null)}. Check the server.`, {
    stage: 'connect',
    members,
    cause: error,
  })
}
