import { accessSync, constants, existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Problem } from '../../shared/errors.ts'

/** Folder of pictures and composed pages in a data dir. */
export const picturesDir = (dataDir: string): string => join(dataDir, 'pictures')

/**
 * Makes a data dir, for its owner alone.
 * @throws {Problem} `unavailable` where it can't be written
 */
export function makeDataDir(dataDir: string): void {
  try {
    makeFolder(picturesDir(dataDir))
    for (const folder of [dataDir, picturesDir(dataDir)]) accessSync(folder, constants.R_OK | constants.W_OK)
  } catch (error) {
    throw new Problem(
      'unavailable',
      `The data folder ${dataDir} can't be written (${(error as NodeJS.ErrnoException).code}). Choose another with --data-dir, or change its permissions.`,
      { cause: error },
    )
  }
}

/** Makes a folder for its owner alone, and those that it lies in. One at a time: on a file system that takes no folders (/proc), Node's own `recursive` never comes back. */
export function makeFolder(folder: string): void {
  for (const missing of missingFolders(folder)) mkdirSync(missing, { mode: 0o700 })
}

/** What has to be made for a folder to be there, the outermost first. A drive that is not there can't be made, which is for the system to say. */
export function missingFolders(
  folder: string,
  isThere: (folder: string) => boolean = existsSync,
  parentOf: (folder: string) => string = dirname,
): string[] {
  const missing = []
  for (let here = folder; !isThere(here); here = parentOf(here)) {
    missing.unshift(here)
    if (parentOf(here) === here) break
  }
  return missing
}
