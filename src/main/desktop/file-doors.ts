import { readFile, stat, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { type BrowserWindow, dialog } from 'electron'
import { z } from 'zod'
import { CHANNELS } from '../../preload/bridge.ts'
import {
  FILE_KINDS,
  type FileKind,
  MAX_FILE_LENGTH,
  type OpenedFile,
  type SavedFile,
  type SaveRequest,
  saveRequestSchema,
} from '../../shared/desktop.ts'
import { fileText } from '../../shared/file-text.ts'
import type { Doors } from './doors.ts'
import { fileFilters, offeredName } from './file-kinds.ts'

/** Lets the page have files opened and saved: where is for the person to say, by the system's own dialogs alone. */
export function openFileDoors(doors: Doors, window: BrowserWindow): void {
  doors.openWith(CHANNELS.openFile, z.enum(FILE_KINDS), (kind) => openFile(window, kind))
  doors.openWith(CHANNELS.saveFile, saveRequestSchema, (request) => saveFile(window, request))
}

async function openFile(window: BrowserWindow, kind: FileKind): Promise<OpenedFile> {
  const { filePaths } = await dialog.showOpenDialog(window, { properties: ['openFile'], filters: fileFilters(kind) })
  const [path] = filePaths
  if (path === undefined) return { state: 'cancelled' }
  const name = basename(path)
  try {
    const { size } = await stat(path)
    if (size > MAX_FILE_LENGTH) return { state: 'failed', message: `${name} is too large. Files may have 64 MB.` }
    const text = fileText(await readFile(path))
    return { state: 'opened', name, text }
  } catch (error) {
    return { state: 'failed', message: `${name} can’t be read (${reason(error)}). Choose another file.` }
  }
}

async function saveFile(window: BrowserWindow, { kind, name, content }: SaveRequest): Promise<SavedFile> {
  const options = { defaultPath: offeredName(kind, name), filters: fileFilters(kind) }
  const { filePath, canceled } = await dialog.showSaveDialog(window, options)
  if (canceled || filePath === '') return { state: 'cancelled' }
  try {
    await writeFile(filePath, content)
    return { state: 'saved', name: basename(filePath) }
  } catch (error) {
    return {
      state: 'failed',
      message: `${basename(filePath)} can’t be written (${reason(error)}). Choose another place.`,
    }
  }
}

const reason = (error: unknown): string =>
  (error as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA'
    ? 'it is not text in UTF-8'
    : ((error as NodeJS.ErrnoException).code ?? (error as Error).message)
