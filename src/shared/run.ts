import { z } from 'zod'
import { runErrorSchema } from './errors.ts'
import { pageQuery, paginationSchema } from './pagination.ts'

export const TRIGGERS = ['schedule', 'manual', 'webhook', 'request', 'retry', 'edit'] as const
export type Trigger = (typeof TRIGGERS)[number]
export const OUTCOMES = ['rendered', 'unchanged', 'not_modified', 'failed', 'cancelled'] as const
export type Outcome = (typeof OUTCOMES)[number]
export const PHASES = ['queue', 'fetch', 'map', 'compose', 'render', 'store'] as const
export type Phase = (typeof PHASES)[number]

export const runSchema = z
  .object({
    id: z.string(),
    bindingUid: z.string(),
    trigger: z.enum(TRIGGERS),
    outcome: z.enum(OUTCOMES),
    startedAt: z.string(),
    finishedAt: z.string(),
    phases: z
      .record(z.enum(PHASES), z.number())
      .describe('Milliseconds spent in each phase; 0 where it was not entered'),
    bytes: z.number().int().describe('Decoded bytes of the data that was read'),
    missing: z.array(z.string()),
    changed: z.array(z.string()).describe('The variables whose value differs from the last run'),
    imageUrl: z.string().nullable(),
    error: runErrorSchema.nullable(),
    count: z.number().int().describe('How many unchanged runs in a row this record stands for'),
  })
  .meta({ id: 'Run', description: 'One refresh of a binding' })
export type Run = z.infer<typeof runSchema>

export const runListQuery = z.object({ ...pageQuery(20), outcome: z.enum(OUTCOMES).optional() })
export const runListSchema = z.object({ runs: z.array(runSchema), pagination: paginationSchema })
export const runEnvelope = z.object({ run: runSchema })

/** What a run saw, for the people who hold the key; secrets are masked before it is stored. */
export const runDetailsSchema = z.object({
  request: z.object({ method: z.string(), url: z.string() }).nullable(),
  response: z
    .object({
      status: z.number().int(),
      contentType: z.string().nullable(),
      etag: z.string().nullable(),
      bodyStart: z.string().describe('The first 2 KiB of the body, secrets masked'),
    })
    .nullable(),
  console: z.array(z.string()),
  failedRequests: z.array(z.object({ url: z.string(), reason: z.string() })),
})
export type RunDetails = z.infer<typeof runDetailsSchema>
export const runDetailsEnvelope = z.object({ run: runSchema, details: runDetailsSchema.nullable() })
