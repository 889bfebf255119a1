import { z } from 'zod'

/** `GET /status`, and the data of the in-process source `bindery:status`: counts only, never a name, path or host. */
export const statusSchema = z
  .object({
    version: z.string(),
    startedAt: z.string(),
    uptimeSeconds: z.number().int(),
    bindings: z.object({
      total: z.number().int(),
      active: z.number().int(),
      paused: z.number().int(),
      error: z.number().int(),
    }),
    rendersToday: z.number().int(),
    queueDepth: z.number().int(),
    chromium: z.object({
      state: z.enum(['starting', 'ready', 'missing', 'failed']),
      version: z.string().nullable(),
    }),
  })
  .meta({ id: 'Status' })
export type Status = z.infer<typeof statusSchema>
