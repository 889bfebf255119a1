import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { sha256 } from '../../hash.ts'
import { type App, answers, type RouteContext } from '../context.ts'

const MAX_WEBHOOK_BYTES = 1024 * 1024
const acceptedSchema = z.object({ status: z.literal('accepted'), runId: z.string() })

/** Calls from outside. The body is taken as bytes, since a signature is of the bytes; what it must be hangs on the source. */
export async function webhookInRoutes(app: App, { farm }: RouteContext): Promise<void> {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_WEBHOOK_BYTES }, async (request: FastifyRequest, body: Buffer) => {
    request.bodyHash = sha256(body)
    return body
  })
  app.post(
    '/webhooks/:token',
    {
      config: { isPublic: true },
      bodyLimit: MAX_WEBHOOK_BYTES,
      schema: {
        tags: ['Webhooks'],
        summary: 'Call the webhook of a binding',
        description: 'For a webhook source the JSON body, at most 1 MiB, is the data.',
        params: z.object({ token: z.string().max(200) }),
        response: answers(acceptedSchema, 202),
      },
    },
    async (request, reply) => {
      const signature = request.headers['x-webhook-signature']
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
      const { runId } = await farm.bindings.acceptWebhook(request.params.token, body, signature?.toString())
      reply.code(202)
      return { status: 'accepted' as const, runId }
    },
  )
}
