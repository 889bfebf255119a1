import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import {
  type BindingCreate,
  bindingCreateSchema,
  bindingDeletedSchema,
  bindingEnvelope,
  bindingListQuery,
  bindingListSchema,
  bindingUpdateSchema,
} from '../../../shared/binding.ts'
import { Problem } from '../../../shared/errors.ts'
import { paginate } from '../../../shared/pagination.ts'
import { ChangedMeanwhile } from '../../changed-meanwhile.ts'
import type { BindingWithState } from '../../db/bindings.ts'
import { newBindingUid } from '../../ids.ts'
import { toBinding, webhookUrl } from '../../views.ts'
import { definitionTag, IF_MATCH, readIfMatch } from '../conditional.ts'
import { type App, answers, type RouteContext, uidParams } from '../context.ts'

const tags = ['Bindings']

/** The definitions of bindings, and their webhooks' addresses and secrets. */
export function bindingRoutes(app: App, { farm, baseUrl }: RouteContext): void {
  const { bindings } = farm

  const envelope = async (reply: FastifyReply, found: BindingWithState) => {
    const { binding } = found
    reply.header('etag', definitionTag(binding.revision))
    const clouds = await farm.sync.cloudsOf('binding', [binding])
    return { binding: toBinding(found, baseUrl(reply.request), clouds.get(binding.uid)) }
  }

  app.get(
    '/bindings',
    {
      schema: {
        tags,
        operationId: 'listBindings',
        summary: 'List bindings',
        querystring: bindingListQuery,
        response: answers(bindingListSchema),
      },
    },
    async (request) => {
      const { bindings: found, total } = await bindings.list(request.query)
      const base = baseUrl(request)
      const clouds = await farm.sync.cloudsOf(
        'binding',
        found.map(({ binding }) => binding),
      )
      return {
        bindings: found.map((each) => toBinding(each, base, clouds.get(each.binding.uid))),
        pagination: paginate(request.query, total),
      }
    },
  )

  app.post(
    '/bindings',
    {
      schema: {
        tags,
        operationId: 'createBinding',
        summary: 'Create a binding',
        body: bindingCreateSchema,
        response: answers(bindingEnvelope, 201),
      },
    },
    async (request, reply) => {
      const uid = newBindingUid(await request.claimToken())
      const created = await bindings.create(request.body as BindingCreate, { uid })
      reply.code(201).header('location', `/bindings/${created.binding.uid}`)
      return envelope(reply, created)
    },
  )

  app.get(
    '/bindings/:uid',
    {
      schema: {
        tags,
        operationId: 'getBinding',
        summary: 'Get a binding',
        params: uidParams,
        response: answers(bindingEnvelope),
      },
    },
    async (request, reply) => envelope(reply, await bindings.get(request.params.uid)),
  )

  app.put(
    '/bindings/:uid',
    {
      config: { documentedHeaders: IF_MATCH },
      schema: {
        tags,
        operationId: 'updateBinding',
        summary: 'Update a binding',
        description:
          'Takes any subset. `dataSource` without `credentials` keeps the stored ones; `credentials: null` removes them.',
        params: uidParams,
        body: bindingUpdateSchema,
        response: answers(bindingEnvelope),
      },
    },
    async (request, reply) => {
      try {
        return await envelope(reply, await bindings.update(request.params.uid, request.body, readIfMatch(request)))
      } catch (error) {
        if (!(error instanceof ChangedMeanwhile)) throw error
        const members = await envelope(reply, error.current)
        throw new Problem(
          'precondition-failed',
          'The binding was changed in the meantime. Merge with its current state.',
          { members },
        )
      }
    },
  )

  app.delete(
    '/bindings/:uid',
    {
      schema: {
        tags,
        operationId: 'deleteBinding',
        summary: 'Delete a binding',
        description: 'It can be restored for 30 days.',
        params: uidParams,
        response: answers(bindingDeletedSchema),
      },
    },
    async (request) => {
      await bindings.remove(request.params.uid)
      return { deleted: true as const, uid: request.params.uid }
    },
  )

  app.post(
    '/bindings/:uid/restore',
    {
      schema: {
        tags,
        operationId: 'restoreBinding',
        summary: 'Bring a deleted binding back',
        params: uidParams,
        response: answers(bindingEnvelope),
      },
    },
    async (request, reply) => envelope(reply, await bindings.restore(request.params.uid)),
  )

  for (const [verb, status] of [
    ['pause', 'paused'],
    ['resume', 'active'],
  ] as const) {
    app.post(
      `/bindings/:uid/${verb}`,
      {
        schema: {
          tags,
          operationId: `${verb}Binding`,
          summary: verb === 'pause' ? 'Pause a binding' : 'Resume a binding',
          params: uidParams,
          response: answers(bindingEnvelope),
        },
      },
      async (request, reply) => envelope(reply, await bindings.update(request.params.uid, { status })),
    )
  }

  app.post(
    '/bindings/:uid/webhook-url',
    {
      schema: {
        tags,
        operationId: 'rotateWebhookUrl',
        summary: 'Replace the webhook URL',
        description: 'The old one is gone at once.',
        params: uidParams,
        response: answers(bindingEnvelope.extend({ webhookUrl: z.string() })),
      },
    },
    async (request, reply) => {
      const found = await bindings.rotateWebhookUrl(request.params.uid)
      return { webhookUrl: webhookUrl(found.binding, baseUrl(request)), ...(await envelope(reply, found)) }
    },
  )

  app.post(
    '/bindings/:uid/webhook-secret',
    {
      schema: {
        tags,
        operationId: 'rotateWebhookSecret',
        summary: 'Make or replace the signing secret of the webhook',
        description: 'It is shown this once. From now on X-Webhook-Signature is required.',
        params: uidParams,
        response: answers(z.object({ secret: z.string() })),
      },
    },
    async (request) => ({ secret: await bindings.rotateWebhookSecret(request.params.uid) }),
  )
}
