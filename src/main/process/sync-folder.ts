import { closeSync, fsyncSync, openSync } from 'node:fs'

/** Makes the names in a folder durable: what was renamed there stays renamed after a power cut. */
export function syncFolder(path: string): void {
  // Windows can't open a folder; its rename is durable by itself.
  if (process.platform === 'win32') return
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
