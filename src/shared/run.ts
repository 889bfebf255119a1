import { z } from 'zod'
import { blockedSchema } from './blocked.ts'
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
export const allRunsQuery = z.object({
  ...pageQuery(20),
  bindingUid: z.string().max(200).optional(),
  outcome: z.enum(OUTCOMES).optional(),
  trigger: z.enum(TRIGGERS).optional(),
})
export const allRunsListSchema = z.object({
  runs: z.array(runSchema.extend({ bindingName: z.string() })),
  pagination: paginationSchema,
})

/** Most hours that can be looked back at. */
export const MAX_STATS_HOURS = 168
export const runStatsQuery = z.object({
  hours: z.coerce.number().int().min(1).max(MAX_STATS_HOURS).default(24),
  bindingUid: z.string().max(200).optional(),
})
export const runStatsSchema = z
  .object({
    runs: z.number().int().describe('Those that ended; cancelled ones are not counted'),
    failed: z.number().int(),
    successRate: z.number().min(0).max(1).nullable().describe('Null where nothing ran'),
    p50Ms: z.number().nullable().describe('Milliseconds that half of the newest 2,000 renders took at most'),
    p95Ms: z.number().nullable(),
    rendersPerHour: z.number(),
    byHour: z
      .array(
        z.object({
          hour: z.string().describe('When it began'),
          rendered: z.number().int(),
          unchanged: z.number().int().describe('Successes that drew nothing, 304s among them'),
          failed: z.number().int(),
        }),
      )
      .describe('Oldest first; the last hour is the one that is going on'),
  })
  .meta({ id: 'RunStats' })
export type RunStats = z.infer<typeof runStatsSchema>

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
  variables: z
    .record(z.string(), z.unknown())
    .nullable()
    .describe('What the template was given, secrets masked; null where nothing was drawn'),
  variablesCut: z
    .array(z.string())
    .describe('Those that are too long to be kept whole; an array or object is then text'),
  blocked: blockedSchema.optional().describe('The address of the source that was refused, where one was'),
  drawn: z
    .enum(['whole', 'values'])
    .optional()
    .describe(
      'How Chromium came to the picture: from the whole page, or by changing the values that differ in one that was there, where that is known to give the same pixels',
    ),
  console: z.array(z.string()),
  failedRequests: z.array(
    z.object({
      url: z.string(),
      reason: z.string(),
      blocked: blockedSchema.optional().describe('Where the page was kept from the host'),
    }),
  ),
})
export type RunDetails = z.infer<typeof runDetailsSchema>
/** The picture before a run, and what it was drawn of. */
export const previousPictureSchema = z.object({
  runId: z.string(),
  imageUrl: z.string(),
  variables: runDetailsSchema.shape.variables,
  variablesCut: runDetailsSchema.shape.variablesCut,
})
export type PreviousPicture = z.infer<typeof previousPictureSchema>
export const runDetailsEnvelope = z.object({
  run: runSchema,
  details: runDetailsSchema.nullable(),
  previous: previousPictureSchema.nullable().describe('While it is kept'),
})
export type RunDetailsEnvelope = z.infer<typeof runDetailsEnvelope>
