import { z } from 'zod'
import { endpointHealthSchema } from './chromium-endpoint.ts'

/** The browser that draws, for those who look after it. */
export const chromiumSchema = z
  .object({
    state: z.enum(['starting', 'ready', 'missing', 'failed']),
    version: z.string().nullable(),
    path: z.string().nullable(),
    source: z
      .enum(['setting', 'downloaded', 'bundled', 'installed'])
      .nullable()
      .describe('How it was found; a path that was named, in the settings or by BINDERY_CHROMIUM, is a setting'),
    sandboxed: z.boolean(),
    detail: z.string().nullable().describe('What is wrong and what to do, where something is'),
    processes: z.number().int().describe('Browsers that are there to draw'),
    restarts: z.number().int().describe('Browsers that had to be replaced'),
    endpoints: z.array(endpointHealthSchema).describe('Browsers elsewhere that draw too'),
    download: z
      .object({ bytes: z.number().int(), totalBytes: z.number().int().nullable() })
      .nullable()
      .describe('Of the download that is going on'),
    downloadError: z.string().nullable().describe('Why the last download failed'),
  })
  .meta({ id: 'Chromium' })
export type ChromiumView = z.infer<typeof chromiumSchema>
