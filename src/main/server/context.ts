import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest, RawServerDefault } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { problemSchema } from '../../shared/errors.ts'
import type { Farm } from '../farm.ts'
import { CONTENT_TYPES } from '../pictures/content-types.ts'

/** The server as routes see it: schemas give the types of what comes in. */
export type App = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>

/** What routes are handed: the farm's parts, and how this request sees the farm. */
export interface RouteContext {
  farm: Farm
  /** The base of render and webhook URLs: the public URL, else the address that was asked. */
  baseUrl(request: FastifyRequest): string
}

const problems = { description: 'A problem', content: { 'application/problem+json': { schema: problemSchema } } }

/** Every JSON answer that is not the one described is a problem. */
export const answers = <T extends z.ZodType, const S extends number = 200>(schema: T, status: S = 200 as S) =>
  ({ [status]: schema, default: problems }) as Record<S, T>

/** Bytes have no JSON schema; their media type says all. */
const BYTES = { schema: z.unknown() }

const bytesOf = (types: readonly string[]) => Object.fromEntries(types.map((type) => [type, BYTES]))

/** A picture of one of these types, a part of it, or nothing where the client has it already; or a problem. */
export const pictureAnswers = (types: readonly string[] = Object.values(CONTENT_TYPES)) => ({
  200: { description: 'The picture', content: bytesOf(types) },
  206: { description: 'The range that was asked for', content: bytesOf(types) },
  304: z.null().describe('The picture is the one that the client has'),
  default: problems,
})

/** The card that is served in the place of a picture, or a problem. */
export const errorCard = (description: string) => ({
  description,
  content: { ...bytesOf([CONTENT_TYPES.png]), ...problems.content },
})

/** A stream of events (WHATWG HTML, 9.2), or a problem. */
export const streamAnswers = {
  200: { description: 'Events as they happen', content: { 'text/event-stream': { schema: z.string() } } },
  default: problems,
}

/** Metrics in Prometheus' text format, or a problem. */
export const metricsAnswers = {
  200: { description: 'All metrics', content: { 'text/plain': { schema: z.string() } } },
  default: problems,
}

export const uidParams = z.object({ uid: z.string() })
export const runParams = uidParams.extend({ runId: z.string() })

/** Nobody waits for the answer any more. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone'

  constructor() {
    super('The client went away')
  }
}

/** Ends when the client goes away, so that nobody draws for nobody. */
export function signalOf(reply: FastifyReply): AbortSignal {
  const controller = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort(new ClientGone())
  })
  return controller.signal
}
