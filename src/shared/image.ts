import { z } from 'zod'
import { paginationSchema } from './pagination.ts'
import { formatSchema } from './template.ts'

/** One picture that a binding had. */
export const imageSchema = z
  .object({
    id: z.string(),
    url: z.string(),
    width: z.number().int().describe('Device pixels'),
    height: z.number().int(),
    format: formatSchema,
    bytes: z.number().int(),
    createdAt: z.string(),
    isCurrent: z.boolean(),
  })
  .meta({ id: 'Image' })
export type Image = z.infer<typeof imageSchema>
export const imageListSchema = z.object({ images: z.array(imageSchema), pagination: paginationSchema })
