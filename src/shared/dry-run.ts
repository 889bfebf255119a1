import { z } from 'zod'
import { toldErrorSchema } from './binding.ts'
import { formatSchema } from './template.ts'

/** What trying a definition out came to. A failure is part of it: what comes after that is null. */
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
    error: toldErrorSchema.nullable(),
  })
  .meta({ id: 'DryRun' })
export type DryRun = z.infer<typeof dryRunSchema>
