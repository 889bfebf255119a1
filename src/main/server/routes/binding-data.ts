import { z } from 'zod'
import { jsonValue } from '../../../shared/json.ts'
import { pageQuery, paginate } from '../../../shared/pagination.ts'
import { bindingDataSchema, webhookAcceptedSchema, webhookCallListSchema } from '../../../shared/webhook-call.ts'
import { toWebhookCall } from '../../views.ts'
import { type App, answers, type RouteContext, uidParams } from '../context.ts'

const tags = ['Bindings']

/** What came in for a binding: its last data, and the calls of its webhook. */
export function bindingDataRoutes(app: App, { farm }: RouteContext): void {
  app.get(
    '/bindings/:uid/data',
    {
      schema: {
        tags,
        operationId: 'getBindingData',
        summary: 'Get the last good data of a binding',
        description: 'It is kept when the source fails; 404 while there is none.',
        params: uidParams,
        response: answers(bindingDataSchema),
      },
    },
    async (request, reply) => {
      const { data, source, isCurrent } = await farm.lastData(request.params.uid)
      const facts = JSON.stringify({ fetchedAt: new Date(data.fetchedAt).toISOString(), source, isCurrent })
      // It is JSON already; to parse it and write it again would hold up everybody where it is large.
      const body = Buffer.from(`{"data":${data.text},${facts.slice(1)}`)
      reply.header('content-type', 'application/json; charset=utf-8')
      return reply.send(body as never)
    },
  )

  app.get(
    '/bindings/:uid/webhook-calls',
    {
      schema: {
        tags,
        operationId: 'listWebhookCalls',
        summary: 'List the calls of the webhook, newest first',
        description: 'The last 50 are kept; of refused ones 10 a minute are recorded.',
        params: uidParams,
        querystring: z.object(pageQuery(20)),
        response: answers(webhookCallListSchema),
      },
    },
    async (request) => {
      const { calls, total } = await farm.webhookCalls.list(request.params.uid, request.query)
      return { calls: calls.map(toWebhookCall), pagination: paginate(request.query, total) }
    },
  )

  app.post(
    '/bindings/:uid/webhook-calls',
    {
      schema: {
        tags,
        operationId: 'createWebhookCall',
        summary: 'Call the webhook, to try it',
        description: 'What is sent counts as a call from outside, and is signed where that is wanted.',
        params: uidParams,
        body: jsonValue,
        response: answers(webhookAcceptedSchema, 202),
      },
    },
    async (request, reply) => {
      const { runId } = await farm.webhookCalls.send(request.params.uid, Buffer.from(JSON.stringify(request.body)))
      reply.code(202)
      return { status: 'accepted' as const, runId }
    },
  )

  app.post(
    '/bindings/:uid/webhook-calls/:id/replay',
    {
      schema: {
        tags,
        operationId: 'replayWebhookCall',
        summary: 'Carry out again what a webhook call asked for',
        description: 'For a webhook source its body becomes the data again; the bodies of the last 10 calls are kept.',
        params: uidParams.extend({ id: z.string() }),
        response: answers(webhookAcceptedSchema, 202),
      },
    },
    async (request, reply) => {
      const { runId } = await farm.webhookCalls.replay(request.params.uid, request.params.id)
      reply.code(202)
      return { status: 'accepted' as const, runId }
    },
  )
}
