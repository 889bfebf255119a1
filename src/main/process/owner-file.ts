import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { renameFileSync } from './rename-file.ts'
import { syncFolder } from './sync-folder.ts'

/**
 * Writes a file that only its owner can read, whole or not at all: a new file is synced, renamed into place, and its name
 * synced too. What a kill or somebody else has left under the new file's name is not written into.
 */
export function writeOwnerOnly(path: string, text: string): void {
  const temporary = `${path}.new`
  rmSync(temporary, { force: true })
  const file = openSync(temporary, 'wx', 0o600)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameFileSync(temporary, path)
  syncFolder(dirname(path))
}
