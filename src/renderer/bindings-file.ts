import { read } from './api/ask.ts'
import { notify } from './notify.tsx'

interface ExportFile {
  templates: { uid: string }[]
  bindings: { uid: string; templateId: string }[]
}

/** The address of an export grows with what is chosen; from this many on all is read, and the rest left out here. */
const MANY = 100

/** Hands the bindings over as a file, with the templates that they use and without secrets. */
export async function exportBindings(uids: readonly string[]): Promise<void> {
  try {
    const isFew = uids.length <= MANY
    const file = await read<ExportFile>(
      isFew ? `/export?bindings=${uids.map(encodeURIComponent).join(',')}` : '/export',
    )
    download(isFew ? file : onlyThese(file, uids), 'bindery-bindings.json')
    notify({ kind: 'done', text: `Exported ${uids.length === 1 ? '1 binding' : `${uids.length} bindings`}.` })
  } catch (error) {
    notify({ kind: 'failed', text: `Exporting failed. ${(error as Error).message}` })
  }
}

function onlyThese(file: ExportFile, uids: readonly string[]): ExportFile {
  const chosen = new Set(uids)
  const bindings = file.bindings.filter(({ uid }) => chosen.has(uid))
  const used = new Set(bindings.map(({ templateId }) => templateId))
  return { ...file, bindings, templates: file.templates.filter(({ uid }) => used.has(uid)) }
}

function download(content: object, name: string): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(content, null, 2)], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser has taken hold of it by the next turn.
  setTimeout(() => URL.revokeObjectURL(url))
}
