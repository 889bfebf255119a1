import type { z } from 'zod'
import type { importAnswerSchema } from '../../shared/portable.ts'
import { queryOf, read } from './ask.ts'
import { readFileOf } from './settings.ts'

export type ImportAnswer = z.infer<typeof importAnswerSchema>

const LIMIT_MS = 120_000
const post = (query: string, file: unknown) =>
  read<ImportAnswer>(`/import${query}`, { method: 'POST', body: file, signal: AbortSignal.timeout(LIMIT_MS) })

export const portableApi = {
  /** @param bindings uids; all there is where none are given */
  exportFile: (bindings?: readonly string[]) => readFileOf(`/export${queryOf({ bindings: bindings?.join(',') })}`),
  /** What taking the file in would do. */
  plan: (file: unknown) => post('?dryRun=true', file),
  take: (file: unknown) => post('', file),
}
