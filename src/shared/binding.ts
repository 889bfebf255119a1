import { z } from 'zod'
import { blockedSchema } from './blocked.ts'
import { findPathFault } from './data-path.ts'
import { dataSourceInputSchema, dataSourceSchema } from './data-source.ts'
import { runErrorSchema } from './errors.ts'
import { jsonValue } from './json.ts'
import { pageQuery, paginationSchema } from './pagination.ts'
import { cloudSchema } from './sync.ts'
import { dimension, formatSchema, MAX_PIXELS, qualitySchema, variableName } from './template.ts'

const mappingPath = z
  .string()
  .max(1000)
  .superRefine((text, context) => {
    const fault = findPathFault(text)
    if (fault) {
      context.addIssue({
        code: 'custom',
        message: fault.message,
        params: { code: 'invalid_format', column: fault.column },
      })
    }
  })
export const mappingSchema = z
  .record(variableName, mappingPath)
  .describe('Variable → dot path (`items[0].name`) or RFC 9535 JSONPath (`$.items[*].name`)')
export const defaultsSchema = z.record(variableName, jsonValue)

export const MIN_TTL_SECONDS = 60
export const MAX_TTL_SECONDS = 604_800
export const refreshPolicySchema = z
  .object({
    type: z.enum(['ttl', 'etag', 'webhook', 'manual']).default('ttl'),
    ttlSeconds: z.number().int().min(MIN_TTL_SECONDS).max(MAX_TTL_SECONDS).default(300),
    onError: z.enum(['serve_stale', 'serve_error', 'serve_default']).default('serve_stale'),
  })
  .meta({ id: 'RefreshPolicy' })
export type RefreshPolicy = z.infer<typeof refreshPolicySchema>

export const outputConfigSchema = z
  .object({
    format: formatSchema.default('png'),
    quality: qualitySchema.default(80),
    width: dimension.optional(),
    height: dimension.optional(),
    deviceScaleFactor: z.number().min(1).max(3).default(1),
  })
  // What the template says of the size is not known here; where it matters it is looked at when it is.
  .refine(({ width = 0, height = 0, deviceScaleFactor }) => width * height * deviceScaleFactor ** 2 <= MAX_PIXELS, {
    message: `width × height × scale² is more than ${MAX_PIXELS / 1e6} megapixels`,
    params: { code: 'out_of_range' },
  })
  .meta({ id: 'OutputConfig' })
export type OutputConfig = z.infer<typeof outputConfigSchema>

const bindingMembers = {
  name: z.string().trim().min(1).max(200),
  templateId: z.string().min(1).max(200),
  dataSource: dataSourceInputSchema,
  mapping: mappingSchema,
  defaults: defaultsSchema,
  refreshPolicy: refreshPolicySchema,
  outputConfig: outputConfigSchema,
}

export const bindingCreateSchema = z
  .object({
    ...bindingMembers,
    name: bindingMembers.name.optional(),
    defaults: defaultsSchema.default({}),
    refreshPolicy: refreshPolicySchema.prefault({}),
    outputConfig: outputConfigSchema.prefault({}),
  })
  .meta({ id: 'BindingCreate' })
export type BindingCreate = z.infer<typeof bindingCreateSchema>

export const bindingUpdateSchema = z
  .object({ ...bindingMembers, status: z.enum(['active', 'paused']) })
  .partial()
  .meta({ id: 'BindingUpdate' })
export type BindingUpdate = z.infer<typeof bindingUpdateSchema>

export const BINDING_STATUSES = ['active', 'paused', 'error'] as const
export type BindingStatus = (typeof BINDING_STATUSES)[number]

/** Why something of a binding failed, as it is told to who can mend it. */
export const toldErrorSchema = runErrorSchema.omit({ retriable: true }).extend({
  upstreamStatus: z.number().int().optional().describe('What the source answered with, where it answered'),
  blocked: blockedSchema.optional().describe('What the gate refused, where it did'),
})
export const bindingErrorSchema = toldErrorSchema.extend({ at: z.string() })

export const bindingSchema = z
  .object({
    ...bindingMembers,
    uid: z.string(),
    dataSource: dataSourceSchema,
    status: z.enum(BINDING_STATUSES),
    needs_secret: z.boolean().describe('A secret was dropped and must be given again before the source is asked'),
    renderUrl: z.string(),
    webhookUrl: z.string(),
    createdAt: z.string(),
    updatedAt: z.string(),
    lastRefreshAt: z.string().nullable(),
    lastRenderedAt: z.string().nullable(),
    nextRefreshAt: z.string().nullable(),
    lastError: bindingErrorSchema.nullable(),
    failureCount: z.number().int().describe('Failures in a row'),
    recentRuns: z
      .object({ total: z.number().int(), failed: z.number().int() })
      .describe('Its last refreshes, five at most, and how many of them failed'),
    image: z
      .object({
        id: z.string(),
        hash: z.string().describe('Names the content: another hash is another picture'),
        width: z.number().int().describe('Device pixels'),
        height: z.number().int(),
        renderedAt: z.string(),
      })
      .nullable()
      .describe('The last good picture, or the default one where there is no other'),
    averageMs: z.number().nullable().describe('Mean time of the last refreshes, waiting left out'),
    webhookSecretSet: z.boolean().describe('Whether the webhook wants signatures'),
    cloud: cloudSchema.optional().describe('Its twin at the hosted API; absent without an account'),
  })
  .meta({
    id: 'Binding',
    description: 'Members that Bindery does not know are kept and answered',
    additionalProperties: true,
  })
export type Binding = z.infer<typeof bindingSchema>

const uidList = z
  .string()
  .max(20_000)
  .transform((text) => text.split(',').filter((each) => each !== ''))
  .refine((uids) => uids.length <= 100, { message: 'At most 100 uids at a time', params: { code: 'too_long' } })

export const bindingListQuery = z.object({
  ...pageQuery(20),
  templateId: z.string().optional(),
  status: z.enum(BINDING_STATUSES).optional(),
  uids: uidList.optional().describe('Uids, separated by commas, at most 100: those of them that are there'),
})
export const bindingListSchema = z.object({ bindings: z.array(bindingSchema), pagination: paginationSchema })
export const bindingEnvelope = z.object({ binding: bindingSchema })
export const bindingDeletedSchema = z.object({ deleted: z.literal(true), uid: z.string() })
