import { z } from 'zod'
import { jsonValue } from './json.ts'

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
  .regex(
    /^[\t\x20-\x7e\x80-\xff]*$/,
    'A header value holds Latin-1 characters only, and no control characters (RFC 9110)',
  )

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
