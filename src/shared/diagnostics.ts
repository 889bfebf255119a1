import { z } from 'zod'
import { chromiumSchema } from './chromium.ts'
import { STAGES } from './errors.ts'
import { TRIGGERS } from './run.ts'
import { settingsSchema } from './settings.ts'
import { statusSchema } from './status.ts'

export const storageSchema = z
  .object({
    databaseBytes: z.number().int(),
    pictureBytes: z.number().int().describe('Of all formats of all pictures'),
    pictureLimitBytes: z.number().int().describe('The setting totalBytes'),
  })
  .meta({ id: 'Storage' })
export type Storage = z.infer<typeof storageSchema>

/** Settings that name hosts. */
const NOT_TO_BE_SHOWN = {
  allow: true,
  outboundProxy: true,
  chromiumEndpoints: true,
  pageProxyListen: true,
  pageProxyAddress: true,
} as const

/** What may be shown to somebody who is asked for help: no name, host, uid, URL, secret, nor who uses the machine. */
export const diagnosticsSchema = z
  .object({
    at: z.string(),
    versions: z.object({ bindery: z.string(), node: z.string(), electron: z.string().nullable() }),
    platform: z.object({
      os: z.string(),
      release: z.string(),
      arch: z.string(),
      cores: z.number().int(),
      memoryBytes: z.number().int(),
    }),
    status: statusSchema,
    health: z.object({
      status: z.enum(['ok', 'failing']),
      checks: z.record(z.string(), z.enum(['ok', 'degraded', 'failing'])),
    }),
    chromium: chromiumSchema,
    storage: storageSchema,
    secrets: z.object({ backend: z.enum(['keychain', 'file']), available: z.boolean() }),
    settings: z
      .looseObject(settingsSchema.omit(NOT_TO_BE_SHOWN).shape)
      .extend({
        allow: z.number().int().describe('How many hosts'),
        outboundProxy: z.boolean(),
        chromiumEndpoints: z.number().int().describe('How many; of each, `chromium` says how it is'),
        pageProxyListen: z.boolean(),
        pageProxyAddress: z.boolean(),
      })
      .describe('Folders of whoever runs it are cut'),
    counts: z.object({
      templates: z.number().int(),
      subscriptions: z.number().int(),
      sources: z.record(z.string(), z.number().int()),
      policies: z.record(z.string(), z.number().int()),
      needSecret: z.number().int(),
    }),
    failures: z
      .array(
        z.object({
          at: z.string(),
          code: z.string(),
          stage: z.enum(STAGES),
          trigger: z.enum(TRIGGERS),
          binding: z.string().describe('The same for the same binding, and no uid'),
        }),
      )
      .describe('Of the last 50 failed runs'),
  })
  .meta({ id: 'Diagnostics' })
export type Diagnostics = z.infer<typeof diagnosticsSchema>
