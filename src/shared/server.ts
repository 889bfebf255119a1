import { z } from 'zod'

/** How the farm was started: what flags and environment say, and no request can change. */
export const serverSchema = z
  .object({
    url: z.string().describe('Where this machine reaches it'),
    host: z.string().describe('The address that it listens on'),
    port: z.number().int(),
    publicUrl: z.string().nullable().describe('How other devices reach it'),
    names: z.array(z.string()).describe('Further Host names that it answers to'),
    allowHosts: z
      .array(z.string())
      .describe('Private hosts that may be reached for every purpose, beside those of the settings'),
    dataDir: z.string(),
    apiKeyFile: z.string().nullable().describe('The file of the API key; null for one that was given as it is'),
    chromiumEndpoints: z
      .array(z.string())
      .describe('Browsers elsewhere that BINDERY_CHROMIUM_ENDPOINTS names, beside those of the settings'),
    pageProxyListen: z.string().nullable().describe('What goes before the setting of that name'),
    pageProxyAddress: z.string().nullable().describe('What goes before the setting of that name'),
    chromium: z.string().nullable().describe('The browser that BINDERY_CHROMIUM names, which goes before the settings'),
  })
  .meta({ id: 'Server' })
export type ServerView = z.infer<typeof serverSchema>
