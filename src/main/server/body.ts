import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from '../../shared/errors.ts'
import { MAX_JSON_DEPTH, nestsDeeperThan } from '../../shared/json.ts'
import { sha256 } from '../hash.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** SHA-256 of the body as it came; of nothing where there was none. */
    bodyHash: string
  }
}

/** Largest body that an endpoint takes, in bytes. */
export const BODY_LIMIT = 5 * 1024 * 1024
const NO_BODY = sha256('')

/** Reads JSON bodies; what cannot be read is refused before anything walks it. */
export function addJsonBodies(app: FastifyInstance): void {
  app.decorateRequest('bodyHash', NO_BODY)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(/^application\/([\w.-]+\+)?json\s*(;|$)/i, { parseAs: 'string' }, async (request: FastifyRequest, text: string) => {
    request.bodyHash = sha256(text)
    return parseJson(text)
  })
  // A request without a body asks with an empty object, so that all that is missing is named.
  app.addHook('preValidation', async (request) => {
    if (request.body === undefined || request.body === null) request.body = request.bodyHash === NO_BODY ? {} : request.body
  })
}

function parseJson(text: string): unknown {
  if (text.trim() === '') return undefined
  if (nestsDeeperThan(text)) {
    throw new Problem('validation-error', `The body nests deeper than ${MAX_JSON_DEPTH} levels.`)
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Problem('validation-error', `The body is not JSON: ${(error as Error).message}.`)
  }
}
