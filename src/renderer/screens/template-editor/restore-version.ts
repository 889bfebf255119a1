import { templatesApi } from '../../api/templates.ts'
import { notify } from '../../notify.tsx'
import { putTemplate } from '../../stores/templates.ts'
import { openTemplate, useEditor } from './editor-store.ts'

/** Saves the content of a version again; what it was before can be brought back. */
export async function restoreVersion(version: number): Promise<void> {
  const { base } = useEditor.getState()
  if (!base) return
  try {
    const before = (await templatesApi.versions(base.uid, 1)).versions.find(({ isCurrent }) => isCurrent)?.version
    await take(base.uid, version)
    const undo = before === undefined ? {} : { undo: () => takeBack(base.uid, before) }
    notify({ kind: 'done', text: `Restored version ${version}.`, ...undo })
  } catch (error) {
    notify({ kind: 'failed', text: `Restoring version ${version} failed. ${(error as Error).message}` })
  }
}

async function take(uid: string, version: number): Promise<void> {
  const saved = await templatesApi.restore(uid, version)
  putTemplate(saved.template)
  if (useEditor.getState().base?.uid === uid) openTemplate(saved)
}

const takeBack = (uid: string, version: number): Promise<void> =>
  take(uid, version).catch((error) => {
    notify({ kind: 'failed', text: `Undo failed. ${(error as Error).message}` })
  })
