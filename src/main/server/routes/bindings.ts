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
import { dryRunSchema } from '../../../shared/dry-run.ts'
import { Problem } from '../../../shared/errors.ts'
import { paginate } from '../../../shared/pagination.ts'
import { runDetailsEnvelope, runEnvelope, runListQuery, runListSchema } from '../../../shared/run.ts'
import { ChangedMeanwhile } from '../../changed-meanwhile.ts'
import type { BindingWithState } from '../../db/bindings.ts'
import { newBindingUid } from '../../ids.ts'
import { runOfBinding } from '../../runs/run-of-binding.ts'
import { renderUrl, toBinding, toPrevious, toRun, toRunDetails, webhookUrl } from '../../views.ts'
import { definitionTag, IF_MATCH, readIfMatch } from '../conditional.ts'
import { type App, answers, type RouteContext, signalOf, uidParams } from '../context.ts'

const tags = ['Bindings']
const waitQuery = z.object({ wait: z.enum(['true', 'false']).optional().describe('Wait for the run to end') })
const runParams = uidParams.extend({ runId: z.string() })
const testQuery = z.object({
  details: z
    .enum(['true', 'false'])
    .optional()
    .describe('Say where the source was reached, and with a failure what it answered or which host was refused'),
})
const refreshingSchema = z.object({ status: z.literal('refreshing'), runId: z.string(), renderUrl: z.string() })

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
    { schema: { tags, summary: 'List bindings', querystring: bindingListQuery, response: answers(bindingListSchema) } },
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
      schema: { tags, summary: 'Create a binding', body: bindingCreateSchema, response: answers(bindingEnvelope, 201) },
    },
    async (request, reply) => {
      const uid = newBindingUid(await request.claimToken())
      const created = await bindings.create(request.body as BindingCreate, { uid })
      reply.code(201).header('location', `/bindings/${created.binding.uid}`)
      return envelope(reply, created)
    },
  )

  app.post(
    '/bindings/test',
    {
      schema: {
        tags,
        summary: 'Try a definition that is not saved',
        description: 'Fetches, maps and draws; saves and emits nothing. A failure is part of the answer.',
        querystring: testQuery,
        body: bindingCreateSchema,
        response: answers(dryRunSchema),
      },
    },
    async (request, reply) => {
      const { binding, template } = await bindings.draft(request.body as BindingCreate)
      return farm.dryRun(binding, template, { from: 'source' }, request.query.details === 'true', signalOf(reply))
    },
  )

  app.get(
    '/bindings/:uid',
    { schema: { tags, summary: 'Get a binding', params: uidParams, response: answers(bindingEnvelope) } },
    async (request, reply) => envelope(reply, await bindings.get(request.params.uid)),
  )

  app.put(
    '/bindings/:uid',
    {
      config: { documentedHeaders: IF_MATCH },
      schema: {
        tags,
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
      schema: { tags, summary: 'Bring a deleted binding back', params: uidParams, response: answers(bindingEnvelope) },
    },
    async (request, reply) => envelope(reply, await bindings.restore(request.params.uid)),
  )

  app.post(
    '/bindings/:uid/refresh',
    {
      schema: {
        tags,
        summary: 'Refresh a binding now',
        params: uidParams,
        querystring: waitQuery,
        response: { 200: runEnvelope, ...answers(refreshingSchema, 202) },
      },
    },
    async (request, reply) => {
      const isAwaited = request.query.wait === 'true'
      const { binding, ticket } = await bindings.refresh(request.params.uid, isAwaited)
      const base = baseUrl(request)
      if (isAwaited) return { run: toRun(await ticket.done, base) }
      reply.code(202)
      return { status: 'refreshing' as const, runId: ticket.runId, renderUrl: renderUrl(binding, base) }
    },
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
          summary: verb === 'pause' ? 'Pause a binding' : 'Resume a binding',
          params: uidParams,
          response: answers(bindingEnvelope),
        },
      },
      async (request, reply) => envelope(reply, await bindings.update(request.params.uid, { status })),
    )
  }

  app.get(
    '/bindings/:uid/runs',
    {
      schema: {
        tags,
        summary: 'List the runs of a binding',
        params: uidParams,
        querystring: runListQuery,
        response: answers(runListSchema),
      },
    },
    async (request) => {
      const { binding } = await bindings.get(request.params.uid)
      const { runs, total } = await farm.runs.list(binding.uid, request.query)
      const base = baseUrl(request)
      return { runs: runs.map((run) => toRun(run, base)), pagination: paginate(request.query, total) }
    },
  )

  app.get(
    '/bindings/:uid/runs/:runId',
    {
      schema: {
        tags,
        summary: 'Get a run with what it saw',
        params: runParams,
        response: answers(runDetailsEnvelope),
      },
    },
    async (request) => {
      const { binding } = await bindings.get(request.params.uid)
      const run = await runOfBinding(farm.runs, binding.uid, request.params.runId)
      const base = baseUrl(request)
      const previous = toPrevious(await farm.runs.previousDrawn(run), base)
      return { run: toRun(run, base), details: toRunDetails(run), previous }
    },
  )

  app.post(
    '/bindings/:uid/runs/:runId/test',
    {
      schema: {
        tags,
        summary: 'Try a binding with what a run was given',
        description:
          'The body is merged as PUT would; the source is not asked. What the run was given is the data it read while none newer came in, and of older runs their variables, secrets masked: then `data`, `missing` and `unused` are null. 409 where it got no data, or more than is kept with it. Saves and emits nothing; a failure is part of the answer.',
        params: runParams,
        querystring: testQuery,
        body: bindingUpdateSchema,
        response: answers(dryRunSchema),
      },
    },
    async (request, reply) => {
      const { uid, runId } = request.params
      const { binding, template } = await bindings.draftUpdate(uid, request.body)
      const input = await farm.runInput(uid, runId)
      return farm.dryRun(binding, template, input, request.query.details === 'true', signalOf(reply))
    },
  )

  app.post(
    '/bindings/:uid/test',
    {
      schema: {
        tags,
        summary: 'Try a binding, with changes that are not saved',
        description: 'The body is merged as PUT would. Saves and emits nothing; a failure is part of the answer.',
        params: uidParams,
        querystring: testQuery,
        body: bindingUpdateSchema,
        response: answers(dryRunSchema),
      },
    },
    async (request, reply) => {
      const { binding, template } = await bindings.draftUpdate(request.params.uid, request.body)
      return farm.dryRun(binding, template, { from: 'source' }, request.query.details === 'true', signalOf(reply))
    },
  )

  app.post(
    '/bindings/:uid/webhook-url',
    {
      schema: {
        tags,
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
        summary: 'Make or replace the signing secret of the webhook',
        description: 'It is shown this once. From now on X-Webhook-Signature is required.',
        params: uidParams,
        response: answers(z.object({ secret: z.string() })),
      },
    },
    async (request) => ({ secret: await bindings.rotateWebhookSecret(request.params.uid) }),
  )
}
