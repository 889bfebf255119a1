import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Problem } from '../shared/errors.ts'

/** Folder of pictures and composed pages in a data dir. */
export const picturesDir = (dataDir: string): string => join(dataDir, 'pictures')

/**
 * Makes a data dir, for its owner alone.
 * @throws {Problem} `unavailable` where it can't be written
 */
export function makeDataDir(dataDir: string): void {
  try {
    mkdirSync(picturesDir(dataDir), { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new Problem(
      'unavailable',
      `The data folder ${dataDir} can't be written (${(error as NodeJS.ErrnoException).code}). Choose another with --data-dir, or change its permissions.`,
      { cause: error },
    )
  }
}
