import { existsSync } from 'node:fs'
import { lockDataDir } from '../db/data-dir-lock.ts'
import { restoreDatabase } from '../db/restore.ts'
import { picturePath } from '../pictures/picture-files.ts'
import { makeDataDir, picturesDir } from '../process/data-dir.ts'

/** Whether the file of a picture is there. */
export const hasPictureIn = (dataDir: string) => (name: string) => existsSync(picturePath(picturesDir(dataDir), name))

/**
 * Puts a backup in the place of the database of a data dir that no farm runs on.
 * @returns where the replaced database lies now, or null where there was none
 * @throws {Problem} `unavailable` where a farm runs, or the file can't be restored; the database is then as it was
 */
export async function restoreBackup(dataDir: string, file: string, now: number): Promise<string | null> {
  makeDataDir(dataDir)
  const lock = lockDataDir(dataDir)
  try {
    return await restoreDatabase(dataDir, file, hasPictureIn(dataDir), now)
  } finally {
    lock.release()
  }
}
