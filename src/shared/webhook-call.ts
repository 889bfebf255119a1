import { z } from 'zod'
import { paginationSchema } from './pagination.ts'

/** Why a call of a binding's webhook was refused. */
export const REFUSALS = ['signature', 'paused', 'rate', 'too_large', 'not_json'] as const
export type Refusal = (typeof REFUSALS)[number]

/** One call of a binding's webhook; the last 50 are kept. */
export const webhookCallSchema = z
  .object({
    id: z.string(),
    at: z.string(),
    outcome: z.enum(['accepted', 'refused']),
    refusal: z.enum(REFUSALS).nullable().describe('Why it was refused'),
    bytes: z.number().int(),
    runId: z.string().nullable().describe('The run that it asked for; many calls may share one'),
    bodyStart: z.string().describe('The first 2 KiB, secrets masked'),
    canReplay: z.boolean().describe('Whether what it brought is kept still'),
  })
  .meta({ id: 'WebhookCall' })
export type WebhookCall = z.infer<typeof webhookCallSchema>

export const webhookCallListSchema = z.object({ calls: z.array(webhookCallSchema), pagination: paginationSchema })
export const webhookAcceptedSchema = z.object({ status: z.literal('accepted'), runId: z.string() })

/** The last good data of a binding. */
export const bindingDataSchema = z.object({
  data: z.unknown(),
  fetchedAt: z.string(),
  source: z.enum(['http', 'webhook', 'static']),
  isCurrent: z.boolean().describe('Whether the source that it came from is still the one of the binding'),
})
