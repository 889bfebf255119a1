import { z } from 'zod'
import { runSchema } from './run.ts'

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

export type FarmEvent =
  | { type: 'binding.updated' | 'binding.failed'; data: BindingEvent }
  | { type: 'render.completed'; data: z.infer<typeof renderCompletedSchema> }
  | { type: 'render.failed'; data: z.infer<typeof renderFailedSchema> }
