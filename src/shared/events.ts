import { z } from 'zod'
import { chromiumSchema } from './chromium.ts'
import { OUTCOMES, runSchema, TRIGGERS } from './run.ts'
import { statusSchema } from './status.ts'
import { syncStatusSchema } from './sync.ts'

/** The events that people subscribe to. */
export const EVENT_TYPES = ['binding.updated', 'binding.failed', 'render.completed', 'render.failed'] as const
export type EventType = (typeof EVENT_TYPES)[number]

export const bindingEventSchema = z.object({
  bindingId: z.string(),
  bindingName: z.string(),
  templateId: z.string(),
  renderUrl: z.string(),
  status: z.string(),
  changed: z.boolean().describe('Whether the picture changed'),
  run: runSchema,
})
export type BindingEvent = z.infer<typeof bindingEventSchema>

export const renderCompletedSchema = z.object({
  type: z.enum(['image', 'pdf']),
  source: z.enum(['binding', 'api']),
  imageId: z.string(),
  url: z.string(),
  width: z.number().int(),
  height: z.number().int(),
  templateId: z.string(),
  bindingId: z.string().nullable(),
  renderedAt: z.string(),
})
export const renderFailedSchema = z.object({
  type: z.enum(['image', 'pdf']),
  templateId: z.string(),
  bindingId: z.string().nullable(),
  error: z.string(),
  errorCode: z.string(),
})

/** Changes of definitions: ids alone, so that whoever shows one asks for it. They are stored and told, not subscribed to. */
export const BINDING_CHANGES = ['binding.created', 'binding.changed', 'binding.deleted', 'binding.restored'] as const
export const TEMPLATE_CHANGES = ['template.created', 'template.changed', 'template.deleted'] as const
export const CHANGE_TYPES = [
  ...BINDING_CHANGES,
  ...TEMPLATE_CHANGES,
  'subscription.changed',
  'settings.changed',
] as const

export type ChangeEvent =
  | { type: (typeof BINDING_CHANGES)[number]; data: { bindingId: string } }
  | { type: (typeof TEMPLATE_CHANGES)[number]; data: { templateId: string } }
  | { type: 'subscription.changed'; data: { subscriptionId: string } }
  | { type: 'settings.changed'; data: { members: string[] } }

const runNews = z.object({ bindingId: z.string(), runId: z.string() })

/** What is told to those who listen at that moment, and never stored: it has no place in the stream to resume from. */
export const newsSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('farm.status'), data: statusSchema }),
  z.object({ type: z.literal('chromium.changed'), data: chromiumSchema }),
  z.object({ type: z.literal('sync.changed'), data: syncStatusSchema }),
  z.object({ type: z.literal('run.started'), data: runNews.extend({ trigger: z.enum(TRIGGERS) }) }),
  z.object({ type: z.literal('run.ended'), data: runNews.extend({ outcome: z.enum(OUTCOMES).nullable() }) }),
  z.object({ type: z.literal('webhook.called'), data: z.object({ bindingId: z.string(), callId: z.string() }) }),
  z.object({
    type: z.literal('delivery.attempted'),
    data: z.object({ subscriptionId: z.string(), deliveryId: z.string() }),
  }),
])
export type News = z.infer<typeof newsSchema>
export const NEWS_TYPES = newsSchema.options.map(({ shape }) => shape.type.value)

export type FarmEvent =
  | ChangeEvent
  | { type: 'binding.updated' | 'binding.failed'; data: BindingEvent }
  | { type: 'render.completed'; data: z.infer<typeof renderCompletedSchema> }
  | { type: 'render.failed'; data: z.infer<typeof renderFailedSchema> }
