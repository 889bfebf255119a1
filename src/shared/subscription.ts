import { z } from 'zod'
import { EVENT_TYPES } from './events.ts'
import { pageQuery, paginationSchema } from './pagination.ts'

export const PLATFORMS = ['custom', 'zapier', 'make', 'n8n', 'pipedream'] as const
export const SUBSCRIPTION_STATUSES = ['active', 'paused', 'failed'] as const
export type SubscriptionStatus = (typeof SUBSCRIPTION_STATUSES)[number]

/**
 * For so long after it was last changed, milliseconds, a subscription that has failed takes new events: what waits for a
 * target that nobody mends would fill the disk.
 */
export const FAILED_TAKES_EVENTS_MS = 30 * 24 * 3_600_000

const targetUrl = z
  .string()
  .min(1)
  .max(4000)
  .refine((text) => ['http:', 'https:'].includes(URL.parse(text)?.protocol ?? ''), {
    message: 'Expected an http or https URL',
    params: { code: 'invalid_format' },
  })

/** A filter lets an event through where every member it names has that value in the event's data. */
export const subscriptionFiltersSchema = z
  .object({
    templateId: z.string().min(1).max(200),
    bindingId: z.string().min(1).max(200),
    type: z.enum(['image', 'pdf']),
    changed: z.boolean(),
  })
  .partial()
export type SubscriptionFilters = z.infer<typeof subscriptionFiltersSchema>

const members = {
  event: z.enum(EVENT_TYPES),
  targetUrl,
  platform: z.enum(PLATFORMS),
  filters: subscriptionFiltersSchema,
}

export const subscriptionCreateSchema = z
  .object({ ...members, platform: members.platform.default('custom'), filters: subscriptionFiltersSchema.default({}) })
  .meta({ id: 'SubscriptionCreate' })
export type SubscriptionCreate = z.infer<typeof subscriptionCreateSchema>

export const subscriptionUpdateSchema = z.object(members).partial().meta({ id: 'SubscriptionUpdate' })
export type SubscriptionUpdate = z.infer<typeof subscriptionUpdateSchema>

export const subscriptionSchema = z
  .object({
    ...members,
    uid: z.string(),
    status: z.enum(SUBSCRIPTION_STATUSES),
    reason: z.string().nullable().describe('Why it stopped by itself'),
    needs_secret: z.boolean().describe('Its signing secret cannot be read here: make the subscription anew'),
    pending: z.number().int().describe('Deliveries that are still to be made'),
    secret: z.string().optional().describe('Shown once, in the answer that makes it'),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'Subscription' })
export type Subscription = z.infer<typeof subscriptionSchema>

export const subscriptionListQuery = z.object({
  ...pageQuery(20),
  event: z.enum(EVENT_TYPES).optional(),
  status: z.enum(SUBSCRIPTION_STATUSES).optional(),
})
export const subscriptionListSchema = z.object({
  subscriptions: z.array(subscriptionSchema),
  pagination: paginationSchema,
})
export const subscriptionEnvelope = z.object({ subscription: subscriptionSchema })

export const DELIVERY_STATUSES = ['pending', 'delivered', 'failed'] as const
export const deliverySchema = z
  .object({
    id: z.string().describe('The same on every attempt; sent as X-Pictify-Delivery-Id'),
    event: z.string(),
    status: z.enum(DELIVERY_STATUSES),
    attempts: z.array(
      z.object({
        at: z.string(),
        status: z.number().int().nullable().describe('What the target answered, or null where it did not'),
        durationMs: z.number(),
        error: z.string().nullable(),
      }),
    ),
    nextAttemptAt: z.string().nullable(),
    payload: z.unknown(),
    createdAt: z.string(),
    finishedAt: z.string().nullable(),
  })
  .meta({ id: 'Delivery' })
export type Delivery = z.infer<typeof deliverySchema>
export const deliveryEnvelope = z.object({ delivery: deliverySchema })
export const deliveryListQuery = z.object({ ...pageQuery(20), status: z.enum(DELIVERY_STATUSES).optional() })
export const deliveryListSchema = z.object({ deliveries: z.array(deliverySchema), pagination: paginationSchema })
