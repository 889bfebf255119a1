import { z } from 'zod'
import { type App, answers, type RouteContext } from '../context.ts'

const MAX_WEBHOOK_BYTES = 1024 * 1024
const acceptedSchema = z.object({ status: z.literal('accepted'), runId: z.string() })

/** Calls from outside. The body is taken as bytes, since a signature is of the bytes; what it must be hangs on the source. */
export function webhookInRoutes(app: App, { farm }: RouteContext): void {
  app.post(
    '/webhooks/:token',
    {
      config: { isPublic: true, takesBytes: true },
      bodyLimit: MAX_WEBHOOK_BYTES,
      schema: {
        tags: ['Webhooks'],
        summary: 'Call the webhook of a binding',
        description: 'For a webhook source the JSON body, at most 1 MiB, is the data.',
        params: z.object({ token: z.string() }),
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
