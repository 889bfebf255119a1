import { z } from 'zod'
import { webhookAcceptedSchema } from '../../../shared/webhook-call.ts'
import { type App, answers, type RouteContext } from '../context.ts'

const MAX_WEBHOOK_BYTES = 1024 * 1024

const SIGNATURE = {
  'X-Webhook-Signature': '`sha256=` and the HMAC-SHA256 of the body in hex, where a signing secret was made',
}

/** Calls from outside. The body is taken as bytes, since a signature is of the bytes; what it must be hangs on the source. */
export function webhookInRoutes(app: App, { farm }: RouteContext): void {
  app.post(
    '/webhooks/:token',
    {
      config: { isPublic: true, takesBytes: true, documentedHeaders: SIGNATURE },
      bodyLimit: MAX_WEBHOOK_BYTES,
      async onError(request, _, error) {
        if (error.code !== 'FST_ERR_CTP_BODY_TOO_LARGE') return
        await farm.webhookCalls.refuseOversized(request.params.token, Number(request.headers['content-length'] ?? 0))
      },
      schema: {
        tags: ['Webhooks'],
        operationId: 'callWebhook',
        summary: 'Call the webhook of a binding',
        description: 'For a webhook source the JSON body, at most 1 MiB, is the data.',
        params: z.object({ token: z.string() }),
        body: z.unknown(),
        response: answers(webhookAcceptedSchema, 202),
      },
    },
    async (request, reply) => {
      const signature = request.headers['x-webhook-signature']
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
      const { runId } = await farm.webhookCalls.accept(request.params.token, body, signature?.toString())
      reply.code(202)
      return { status: 'accepted' as const, runId }
    },
  )
}
