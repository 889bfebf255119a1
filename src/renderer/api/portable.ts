import type { z } from 'zod'
import type { importAnswerSchema, PortableFile } from '../../shared/portable.ts'
import { queryOf, read } from './ask.ts'
import { readFileOf, type SentFile } from './settings.ts'

export type ImportAnswer = z.infer<typeof importAnswerSchema>

const LIMIT_MS = 120_000
const post = (query: string, file: unknown) =>
  read<ImportAnswer>(`/import${query}`, { method: 'POST', body: file, signal: AbortSignal.timeout(LIMIT_MS) })

/** The address of an export grows with what is chosen; from this many on all is read, and the rest left out here. */
const MANY = 100

/** In lines, as people read and compare it. @param bindings uids; all there is where none are given */
async function exportFile(bindings?: readonly string[]): Promise<SentFile> {
  const isMany = bindings !== undefined && bindings.length > MANY
  const { name, text } = await readFileOf(`/export${queryOf({ bindings: isMany ? undefined : bindings?.join(',') })}`)
  const file = JSON.parse(text) as PortableFile
  return { name, text: JSON.stringify(isMany ? onlyThese(file, bindings) : file, null, 2) }
}

function onlyThese(file: PortableFile, uids: readonly string[]): PortableFile {
  const chosen = new Set(uids)
  const bindings = file.bindings.filter(({ uid }) => chosen.has(uid))
  const used = new Set(bindings.map(({ templateId }) => templateId))
  return { ...file, bindings, templates: file.templates.filter(({ uid }) => used.has(uid)) }
}

export const portableApi = {
  exportFile,
  /** What taking the file in would do. */
  plan: (file: unknown) => post('?dryRun=true', file),
  take: (file: unknown) => post('', file),
}
