import type { FileKind, OpenedFile, SavedFile } from '../shared/desktop.ts'
import { fileText } from '../shared/file-text.ts'
import { desktopHelp } from './desktop.ts'

/** Gives the person a file: by the system's own dialog in the desktop, as a download in a browser. */
export async function saveFile(kind: FileKind, name: string, content: string): Promise<SavedFile> {
  const { saveFile: saveByDialog } = desktopHelp()
  if (saveByDialog) return saveByDialog({ kind, name, content })
  const url = URL.createObjectURL(new Blob([content], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser has taken hold of it by the next turn.
  setTimeout(() => URL.revokeObjectURL(url))
  return { state: 'saved', name }
}

/** Asks the person for a JSON file. */
export async function openFile(kind: FileKind): Promise<OpenedFile> {
  const { openFile: openByDialog } = desktopHelp()
  if (openByDialog) return openByDialog(kind)
  const file = await chooseFile()
  return file ? readFile(file) : { state: 'cancelled' }
}

export async function readFile(file: File): Promise<OpenedFile> {
  try {
    return { state: 'opened', name: file.name, text: fileText(new Uint8Array(await file.arrayBuffer())) }
  } catch (error) {
    return { state: 'failed', message: `${file.name} can’t be read (${(error as Error).message}).` }
  }
}

function chooseFile(): Promise<File | null> {
  const { promise, resolve } = Promise.withResolvers<File | null>()
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = '.json,application/json'
  input.addEventListener('change', () => resolve(input.files?.[0] ?? null))
  input.addEventListener('cancel', () => resolve(null))
  input.click()
  return promise
}
