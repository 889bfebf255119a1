import { z } from 'zod'
import { chromiumEndpointSchema } from './chromium-endpoint.ts'
import { parseHostPort } from './host-port.ts'
import { PURPOSE_NAMES } from './purposes.ts'

const isLocale = (text: string): boolean => {
  try {
    return Intl.getCanonicalLocales(text).length === 1
  } catch {
    return false
  }
}

const isTimeZone = (text: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text })
    return true
  } catch {
    return false
  }
}

export const allowEntrySchema = z.object({
  host: z.string().min(1).max(300).describe('Host as the URL writes it, IP literal or CIDR, with or without a port'),
  for: z
    .array(z.enum(PURPOSE_NAMES))
    .min(1)
    .default([...PURPOSE_NAMES]),
})
export type AllowSetting = z.infer<typeof allowEntrySchema>

const hostPort = z
  .string()
  .max(300)
  .refine((text) => parseHostPort(text) !== null, {
    message: 'Expected host:port',
    params: { code: 'invalid_format' },
  })

const members = {
  locale: z
    .string()
    .refine(isLocale, { message: 'Expected a BCP 47 language tag such as en-US', params: { code: 'invalid_format' } }),
  timeZone: z.string().refine(isTimeZone, {
    message: 'Expected an IANA time zone such as Europe/Oslo',
    params: { code: 'unknown_value' },
  }),
  allow: z.array(allowEntrySchema).max(1000).describe('Private hosts that may be reached, and for what'),
  extraCaFile: z
    .string()
    .max(4000)
    .nullable()
    .describe('PEM file of further certificate authorities for data, webhooks and sync, read when this is set'),
  systemCas: z.boolean().describe("Whether data, webhooks and sync trust this machine's certificate authorities too"),
  outboundProxy: z
    .string()
    .max(2000)
    .refine((text) => URL.parse(text)?.protocol === 'http:', {
      message: 'Expected http://host:port',
      params: { code: 'invalid_format' },
    })
    .nullable()
    .describe(
      'HTTP proxy that data, webhooks and sync go out by; a password is answered as `***`, which sent back means keep',
    ),
  chromiumPath: z
    .string()
    .min(1)
    .max(4000)
    .nullable()
    .describe(
      'The browser that draws; null for one that is found. It is started before it is kept; BINDERY_CHROMIUM goes before it',
    ),
  chromiumEndpoints: z
    .array(chromiumEndpointSchema)
    .max(32)
    .describe(
      'Browsers elsewhere that draw too, beside those of BINDERY_CHROMIUM_ENDPOINTS; GET /chromium says how they are',
    ),
  pageProxyListen: hostPort
    .nullable()
    .describe(
      'Where the proxy listens through which pages in browsers elsewhere load what they load; null: on loopback, which only browsers on this machine reach. `--page-proxy-listen` goes before it',
    ),
  pageProxyAddress: hostPort
    .nullable()
    .describe(
      'How those browsers reach that proxy, where it is not as it listens. `--page-proxy-address` goes before it',
    ),
  picturesPerBinding: z.number().int().min(1).max(10_000),
  runsPerBinding: z.number().int().min(1).max(100_000),
  singleRenderDays: z.number().int().min(1).max(3650),
  totalBytes: z.number().int().min(100_000_000),
  backupsKept: z.number().int().min(1).max(366).describe('Daily backups of the database that are kept'),
}

/** What can be set while the farm runs. */
export const settingsSchema = z.object(members).meta({ id: 'Settings' })
export type Settings = z.infer<typeof settingsSchema>
/** Where the key lies that protects secrets, and whether it can be had. */
export const secretsStateSchema = z
  .object({
    backend: z
      .enum(['keychain', 'file'])
      .describe("The operating system's keychain, or a file that its owner alone can read"),
    available: z.boolean().describe('False where the key cannot be had: secrets have to wait until it can'),
  })
  .meta({ id: 'SecretsState' })
export const settingsEnvelope = z.object({ settings: settingsSchema, secrets: secretsStateSchema })
export const settingsUpdateSchema = z.object(members).partial().meta({ id: 'SettingsUpdate' })
