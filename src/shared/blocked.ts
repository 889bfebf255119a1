import { z } from 'zod'
import { PURPOSE_NAMES } from './purposes.ts'

/** An address that the gate refused. */
export const blockedSchema = z.object({
  host: z.string(),
  port: z.number().int(),
  purpose: z.enum(PURPOSE_NAMES),
  allowable: z.boolean().describe('Whether the allow list can let it through'),
})
export type Blocked = z.infer<typeof blockedSchema>
