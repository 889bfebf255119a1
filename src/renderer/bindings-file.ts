import { portableApi } from './api/portable.ts'
import { saveFile } from './files.ts'
import { notify } from './notify.tsx'

/** Hands the bindings over as a file, with the templates that they use and without secrets. */
export async function exportBindings(uids: readonly string[]): Promise<void> {
  const failed = (why: string) => notify({ kind: 'failed', text: `Exporting failed. ${why}` })
  try {
    const { name, text } = await portableApi.exportFile(uids)
    const saved = await saveFile('definitions', name, text)
    if (saved.state === 'failed') failed(saved.message)
    if (saved.state !== 'saved') return
    notify({ kind: 'done', text: `Exported ${uids.length === 1 ? '1 binding' : `${uids.length} bindings`}.` })
  } catch (error) {
    failed((error as Error).message)
  }
}
