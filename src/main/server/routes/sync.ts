import { z } from 'zod'
import {
  syncAccountDeletedSchema,
  syncAccountEnvelope,
  syncAccountInputSchema,
  syncApplySchema,
  syncPlanEnvelope,
  syncResultEnvelope,
  syncSettingsEnvelope,
  syncSettingsUpdateSchema,
  syncStartedSchema,
  syncStatusSchema,
  syncUndoneSchema,
} from '../../../shared/sync.ts'
import { type App, answers, type RouteContext, signalOf } from '../context.ts'

const tags = ['Sync']
/** Resolutions and ticks of ten thousand objects. */
const MAX_APPLY_BYTES = 16 * 1024 * 1024

/** Sync with the hosted API. */
export function syncRoutes(app: App, { farm }: RouteContext): void {
  const { sync } = farm

  app.get(
    '/sync',
    { schema: { tags, operationId: 'getSync', summary: 'Get how sync stands', response: answers(syncStatusSchema) } },
    async () => sync.status(),
  )

  app.put(
    '/sync/account',
    {
      schema: {
        tags,
        operationId: 'connectSyncAccount',
        summary: 'Connect an account at the hosted API',
        description: 'It is checked by a call; what is wrong with it changes nothing.',
        body: syncAccountInputSchema,
        response: answers(syncAccountEnvelope),
      },
    },
    async (request, reply) => ({ account: await sync.setAccount(request.body, signalOf(reply)) }),
  )

  app.delete(
    '/sync/account',
    {
      schema: {
        tags,
        operationId: 'deleteSyncAccount',
        summary: 'Forget the account',
        description:
          'A sync that is under way is stopped and not gone on with. What is tied to what is remembered for when the same account is connected again.',
        response: answers(syncAccountDeletedSchema),
      },
    },
    async () => {
      await sync.forgetAccount()
      return { deleted: true as const }
    },
  )

  app.patch(
    '/sync/settings',
    {
      schema: {
        tags,
        operationId: 'updateSyncSettings',
        summary: 'Set when syncs start by themselves',
        body: syncSettingsUpdateSchema,
        response: answers(syncSettingsEnvelope),
      },
    },
    async (request) => ({ settings: await sync.setSettings(request.body) }),
  )

  app.post(
    '/sync/plan',
    {
      schema: {
        tags,
        operationId: 'planSync',
        summary: 'Look at both sides, and say what a sync would do',
        description: 'Nothing is changed on either side. 409 without an account.',
        response: answers(syncPlanEnvelope),
      },
    },
    async () => ({ plan: await sync.plan() }),
  )

  app.post(
    '/sync/apply',
    {
      bodyLimit: MAX_APPLY_BYTES,
      schema: {
        tags,
        operationId: 'applySync',
        summary: 'Carry out a plan',
        description:
          'Both sides are looked at again: where the plan no longer holds the answer is 409 with the new `plan`, and nothing is done. `mine` and `theirs` for an object decide the fields in conflict; other changes of both sides are merged. An unresolved conflict is left as it is.',
        querystring: z.object({ wait: z.enum(['true', 'false']).optional().describe('Wait for the sync to end') }),
        body: syncApplySchema,
        response: { 200: syncResultEnvelope, ...answers(syncStartedSchema, 202) },
      },
    },
    async (request, reply) => {
      const { done } = await sync.apply(request.body)
      if (request.query.wait === 'true') return { result: await done }
      // How it ends stands in GET /sync.
      done.catch(() => {})
      reply.code(202)
      return { status: 'applying' as const, planId: request.body.planId }
    },
  )

  app.post(
    '/sync/undo',
    {
      schema: {
        tags,
        operationId: 'undoSync',
        summary: "Take back the last sync's changes here",
        description:
          'The hosted API is left as it is, so that the next plan says the same again; automatic sync is switched off.',
        response: answers(syncUndoneSchema),
      },
    },
    async () => sync.undo(),
  )
}
