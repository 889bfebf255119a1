import { z } from 'zod'
import { paginate } from '../../../shared/pagination.ts'
import {
  deliveryEnvelope,
  deliveryListQuery,
  deliveryListSchema,
  subscriptionCreateSchema,
  subscriptionEnvelope,
  subscriptionListQuery,
  subscriptionListSchema,
  subscriptionUpdateSchema,
} from '../../../shared/subscription.ts'
import { newSubscriptionUid } from '../../ids.ts'
import { type App, answers, type RouteContext, uidParams } from '../context.ts'

const tags = ['Webhook subscriptions']
const deliveryParams = uidParams.extend({ id: z.string().min(1).max(200) })

/** Outgoing webhooks. */
export function subscriptionRoutes(app: App, { farm: { subscriptions } }: RouteContext): void {
  app.get(
    '/webhook-subscriptions',
    {
      schema: {
        tags,
        operationId: 'listSubscriptions',
        summary: 'List subscriptions',
        querystring: subscriptionListQuery,
        response: answers(subscriptionListSchema),
      },
    },
    async (request) => {
      const { subscriptions: found, total } = await subscriptions.list(request.query)
      return { subscriptions: found, pagination: paginate(request.query, total) }
    },
  )

  app.post(
    '/webhook-subscriptions',
    {
      schema: {
        tags,
        operationId: 'createSubscription',
        summary: 'Subscribe to an event',
        description: 'The answer shows the signing secret, this once.',
        body: subscriptionCreateSchema,
        response: answers(subscriptionEnvelope, 201),
      },
    },
    async (request, reply) => {
      const uid = newSubscriptionUid(await request.claimToken())
      const subscription = await subscriptions.create(request.body, uid)
      reply.code(201).header('location', `/webhook-subscriptions/${subscription.uid}`)
      return { subscription }
    },
  )

  app.get(
    '/webhook-subscriptions/:uid',
    {
      schema: {
        tags,
        operationId: 'getSubscription',
        summary: 'Get a subscription',
        params: uidParams,
        response: answers(subscriptionEnvelope),
      },
    },
    async (request) => ({ subscription: await subscriptions.get(request.params.uid) }),
  )

  app.put(
    '/webhook-subscriptions/:uid',
    {
      schema: {
        tags,
        operationId: 'updateSubscription',
        summary: 'Update a subscription',
        description: 'Takes any subset.',
        params: uidParams,
        body: subscriptionUpdateSchema,
        response: answers(subscriptionEnvelope),
      },
    },
    async (request) => ({ subscription: await subscriptions.update(request.params.uid, request.body) }),
  )

  app.delete(
    '/webhook-subscriptions/:uid',
    {
      schema: {
        tags,
        operationId: 'deleteSubscription',
        summary: 'Delete a subscription',
        description: 'What it still had to deliver is dropped.',
        params: uidParams,
        response: answers(z.object({ deleted: z.literal(true), uid: z.string() })),
      },
    },
    async (request) => {
      await subscriptions.remove(request.params.uid)
      return { deleted: true as const, uid: request.params.uid }
    },
  )

  for (const [verb, summary] of [
    ['pause', 'Pause a subscription'],
    ['resume', 'Resume a subscription, and send what waited'],
  ] as const) {
    app.post(
      `/webhook-subscriptions/:uid/${verb}`,
      {
        schema: {
          tags,
          operationId: `${verb}Subscription`,
          summary,
          params: uidParams,
          response: answers(subscriptionEnvelope),
        },
      },
      async (request) => ({ subscription: await subscriptions[verb](request.params.uid) }),
    )
  }

  app.post(
    '/webhook-subscriptions/:uid/test',
    {
      schema: {
        tags,
        operationId: 'testSubscription',
        summary: 'Send a sample of the event now',
        description: 'Tried once; the answer says what came of it.',
        params: uidParams,
        response: answers(deliveryEnvelope),
      },
    },
    async (request) => ({ delivery: await subscriptions.test(request.params.uid) }),
  )

  app.get(
    '/webhook-subscriptions/:uid/deliveries',
    {
      schema: {
        tags,
        operationId: 'listDeliveries',
        summary: 'List deliveries with their attempts',
        params: uidParams,
        querystring: deliveryListQuery,
        response: answers(deliveryListSchema),
      },
    },
    async (request) => {
      const { deliveries, total } = await subscriptions.deliveries(request.params.uid, request.query)
      return { deliveries, pagination: paginate(request.query, total) }
    },
  )

  app.post(
    '/webhook-subscriptions/:uid/deliveries/:id/redeliver',
    {
      schema: {
        tags,
        operationId: 'redeliver',
        summary: 'Deliver again',
        params: deliveryParams,
        response: answers(deliveryEnvelope, 202),
      },
    },
    async (request, reply) => {
      reply.code(202)
      return { delivery: await subscriptions.redeliver(request.params.uid, request.params.id) }
    },
  )
}
