import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from '../../shared/errors.ts'
import { MAX_JSON_DEPTH, nestsDeeperThan } from '../../shared/json.ts'
import { sha256 } from '../hash.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** SHA-256 of the body as it came; of nothing where there was none. */
    bodyHash: string
  }
  interface FastifyContextConfig {
    /** The handler is given the body as bytes, whatever its type. */
    takesBytes?: boolean
  }
}

/** Largest body that an endpoint takes, in bytes. */
export const BODY_LIMIT = 5 * 1024 * 1024
const NO_BODY = sha256('')
const JSON_TYPE = /^application\/([\w.-]+\+)?json\s*(;|$)/i

/** Takes bodies in as bytes, of which idempotency and signatures are; what they mean is read after that. */
export function takeBodies(app: FastifyInstance): void {
  app.decorateRequest('bodyHash', NO_BODY)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) => {
    request.bodyHash = sha256(body)
    return body
  })
  // Without this the answer could be lost to a client that is still sending: the framework would hang up on it.
  // The rest of the body is read and dropped, for as long as a request may take.
  app.addHook('onSend', async (request, reply) => {
    if (request.raw.complete) return
    reply.removeHeader('connection')
    if (!reply.raw.shouldKeepAlive) closeAfterBody(request.raw, reply.raw)
  })
}

/** Leaves the connection open until the body has come, though the client asked for it to be closed after the answer. */
function closeAfterBody(request: IncomingMessage, response: ServerResponse): void {
  response.shouldKeepAlive = true
  const endOnceBoth = () => {
    if (request.closed && response.writableFinished) request.socket.end()
  }
  request.once('close', endOnceBoth)
  response.once('finish', endOnceBoth)
}

/** Reads JSON bodies; what cannot be read is refused before anything walks it. */
export function readJsonBodies(app: FastifyInstance): void {
  app.addHook('preValidation', async (request) => {
    if (!request.is404 && !request.routeOptions.config.takesBytes) request.body = readJson(request)
  })
}

function readJson({ body, headers }: FastifyRequest): unknown {
  // A request without a body asks with an empty object, so that all that is missing is named.
  if (!Buffer.isBuffer(body) || body.length === 0) return {}
  const { 'content-type': type = '', 'content-encoding': coding = 'identity' } = headers
  if (!JSON_TYPE.test(type)) throw unsupported('Send JSON, with Content-Type: application/json.')
  if (coding.toLowerCase() !== 'identity') throw unsupported('Send the body as it is, with no Content-Encoding.')
  return parseJson(decode(body))
}

function decode(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    throw new Problem('validation-error', 'The body is not JSON: it is not UTF-8 (RFC 8259, 8.1).')
  }
}

function parseJson(text: string): unknown {
  if (nestsDeeperThan(text)) {
    throw new Problem('validation-error', `The body nests deeper than ${MAX_JSON_DEPTH} levels.`)
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Problem('validation-error', `The body is not JSON: ${withoutExcerpt((error as Error).message)}.`)
  }
}

/** V8 quotes the text around a fault, which may hold a secret. */
const withoutExcerpt = (message: string): string => message.replace(/, .*(?=is not valid JSON)/s, ' ')

const unsupported = (detail: string): Problem => new Problem('unsupported-media-type', detail)
