import { z } from 'zod'
import { blockedSchema } from './blocked.ts'
import { findPathFault } from './data-path.ts'
import { runErrorSchema } from './errors.ts'
import { jsonValue } from './json.ts'
import { pageQuery, paginationSchema } from './pagination.ts'
import { cloudSchema } from './sync.ts'
import { dimension, formatSchema, MAX_PIXELS, qualitySchema, variableName } from './template.ts'

/** The in-process source of the sample binding: the same JSON as `GET /status`. */
export const STATUS_SOURCE = 'bindery:status'

const MAX_URL = 4000
const headerName = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'A header name holds only token characters (RFC 9110)')
const headerValue = z
  .string()
  .max(8000)
  .regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'A header value holds Latin-1 characters only, and no control characters (RFC 9110)')

const sourceUrl = z
  .string()
  .min(1)
  .max(MAX_URL)
  .refine((text) => text === STATUS_SOURCE || isHttpUrl(text), {
    message: 'Expected an http or https URL',
    params: { code: 'invalid_format' },
  })

function isHttpUrl(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== ''
}

/**
 * `set: true` in the place of a secret means: keep the one that is stored. `set: false` is how one that was dropped is
 * answered, and keeps nothing.
 */
const keep = z.boolean().optional()
const secret = headerValue.min(1).optional()
const requireSecret = (member: 'value' | 'password') => (input: object, context: z.RefinementCtx) => {
  const { set, [member]: given } = input as { set?: boolean; value?: string; password?: string }
  if (set === undefined && given === undefined) {
    context.addIssue({ code: 'custom', path: [member], message: 'Required', params: { code: 'required' } })
  }
}

export const CREDENTIAL_TYPES = ['api_key', 'bearer_token', 'basic_auth', 'custom_header'] as const

/** Credentials as they are sent in. `{type, set: true}` keeps what is stored. */
export const credentialsInputSchema = z
  .discriminatedUnion('type', [
    z
      .object({
        type: z.literal('api_key'),
        value: secret,
        header: headerName.optional(),
        query: z.string().min(1).max(200).optional(),
        set: keep,
      })
      .superRefine(requireSecret('value')),
    z.object({ type: z.literal('bearer_token'), value: secret, set: keep }).superRefine(requireSecret('value')),
    z
      .object({
        type: z.literal('basic_auth'),
        username: z.string().max(1000).optional(),
        password: z.string().max(8000).optional(),
        set: keep,
      })
      .superRefine(requireSecret('password')),
    z
      .object({ type: z.literal('custom_header'), name: headerName.optional(), value: secret, set: keep })
      .superRefine(requireSecret('value'))
      .superRefine(({ set, name, value }, context) => {
        if (name === undefined && (set === undefined || value !== undefined)) {
          context.addIssue({ code: 'custom', path: ['name'], message: 'Required', params: { code: 'required' } })
        }
      }),
  ])
  .meta({ id: 'GivenCredentials' })
export type CredentialsInput = z.infer<typeof credentialsInputSchema>

/** Credentials as they are answered: never the secret itself. `set` is false where the secret was dropped. */
export const credentialsSchema = z
  .object({
    type: z.enum(CREDENTIAL_TYPES),
    set: z.boolean(),
    header: z.string().optional(),
    query: z.string().optional(),
    username: z.string().optional(),
    name: z.string().optional(),
  })
  .meta({ id: 'Credentials' })
export type Credentials = z.infer<typeof credentialsSchema>

const storedHeader = z.object({ set: z.boolean() })

export const dataSourceInputSchema = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal('http'),
      url: sourceUrl,
      method: z.enum(['GET', 'POST']).default('GET'),
      headers: z
        .record(headerName, z.union([headerValue, storedHeader]))
        .describe('A header named like a secret is answered as {set: true}, which sent back means: keep it')
        .default({}),
      body: z.union([z.string().max(1024 * 1024), jsonValue]).optional(),
      credentials: credentialsInputSchema.nullable().optional(),
    }),
    z.object({ type: z.literal('webhook') }),
    z.object({ type: z.literal('static'), data: jsonValue }),
  ])
  .meta({ id: 'GivenDataSource' })
export type DataSourceInput = z.infer<typeof dataSourceInputSchema>

export const dataSourceSchema = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal('http'),
      url: z.string(),
      method: z.enum(['GET', 'POST']),
      headers: z.record(z.string(), z.union([z.string(), storedHeader])),
      body: z.unknown().optional(),
      credentials: credentialsSchema.nullable(),
    }),
    z.object({ type: z.literal('webhook') }),
    z.object({ type: z.literal('static'), data: jsonValue }),
  ])
  .meta({ id: 'DataSource' })
export type DataSource = z.infer<typeof dataSourceSchema>
export type HttpDataSource = Extract<DataSource, { type: 'http' }>

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

export const bindingErrorSchema = runErrorSchema.omit({ retriable: true }).extend({
  at: z.string(),
  upstreamStatus: z.number().int().optional().describe('What the source answered with, where it answered'),
  blocked: blockedSchema.optional().describe('What the gate refused, where it did'),
})

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

export const dryRunSchema = z
  .object({
    ok: z.boolean(),
    fetch: z
      .object({
        status: z.number().int().nullable(),
        contentType: z.string().nullable(),
        bytes: z.number().int(),
        durationMs: z.number(),
        etag: z.string().nullable(),
        address: z
          .string()
          .nullable()
          .optional()
          .describe('With `details=true`: where the source was reached; null through a proxy'),
      })
      .nullable(),
    data: z.unknown(),
    variables: z.record(z.string(), z.unknown()).nullable(),
    missing: z.array(z.string()).nullable(),
    unused: z.array(z.string()).nullable(),
    image: z
      .object({
        dataUrl: z.string(),
        width: z.number().int(),
        height: z.number().int(),
        format: formatSchema,
      })
      .nullable(),
    error: runErrorSchema
      .omit({ retriable: true })
      .extend({
        upstreamStatus: z.number().int().optional().describe('What the source answered with, where it answered'),
        blocked: blockedSchema.optional().describe('What the gate refused, where it did'),
      })
      .nullable(),
  })
  .meta({ id: 'DryRun' })
export type DryRun = z.infer<typeof dryRunSchema>
