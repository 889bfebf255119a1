import { z } from 'zod'

/** A copy of the database, in the folder of the backups. */
export const backupSchema = z
  .object({
    name: z.string(),
    kind: z
      .enum(['daily', 'before', 'manual'])
      .describe('before: made before a migration; manual: asked for, and never removed by itself'),
    at: z.string(),
    bytes: z.number().int(),
  })
  .meta({ id: 'Backup' })
export type Backup = z.infer<typeof backupSchema>

export const backupListSchema = z.object({
  folder: z.string(),
  backups: z.array(backupSchema).describe('Newest first'),
  fault: z.string().nullable().describe('Why the last daily one failed'),
  restoring: z.string().nullable().describe('The name of the one that the next start puts in place of the database'),
})
export type BackupList = z.infer<typeof backupListSchema>
export const backupEnvelope = z.object({ backup: backupSchema })
export const restoreCancelledSchema = z.object({ cancelled: z.literal(true) })
