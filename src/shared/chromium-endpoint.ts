import { z } from 'zod'

const PROTOCOLS = ['http:', 'https:', 'ws:', 'wss:']

/** Whether a browser's DevTools may be there: an address with no fragment, and a login that can be read. */
function isEndpointUrl(text: string): boolean {
  const url = URL.parse(text)
  if (!url || !PROTOCOLS.includes(url.protocol) || url.hostname === '' || url.hash !== '') return false
  try {
    decodeURIComponent(`${url.username}${url.password}`)
    return true
  } catch {
    return false
  }
}

/** A browser elsewhere that draws for the farm. */
export const chromiumEndpointSchema = z
  .object({
    url: z
      .string()
      .max(4000)
      .refine(isEndpointUrl, {
        message: 'Expected http(s)://host:port or ws(s)://host:port',
        params: { code: 'invalid_format' },
      })
      .describe(
        'Where its DevTools protocol is spoken. A password and the values of the query are answered as `***`, which sent back means keep',
      ),
    weight: z.number().int().min(1).max(16).default(1).describe('Pages that it draws at a time'),
  })
  .meta({ id: 'ChromiumEndpoint' })
export type ChromiumEndpoint = z.infer<typeof chromiumEndpointSchema>

/** How such a browser is. */
export const endpointHealthSchema = z
  .object({
    url: z.string().describe('With `***` in the place of what is secret'),
    weight: z.number().int(),
    isFixed: z.boolean().describe('Named by BINDERY_CHROMIUM_ENDPOINTS, so that the settings do not change it'),
    state: z
      .enum(['connecting', 'ready', 'unreachable', 'refused'])
      .describe('`refused` is one that is there, but draws or loads otherwise than it should'),
    version: z.string().nullable(),
    detail: z.string().nullable().describe('What is wrong and what to do, where something is'),
    pages: z.number().int().describe('Its pages that are there to draw'),
    drawn: z.number().int().describe('Pictures since the start of the farm, or since it was named'),
    lost: z.number().int().describe('Pages that went away by themselves; what they drew was drawn elsewhere'),
  })
  .meta({ id: 'ChromiumEndpointHealth' })
export type EndpointHealthView = z.infer<typeof endpointHealthSchema>
