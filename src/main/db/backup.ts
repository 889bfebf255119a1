import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { Problem } from '../../shared/errors.ts'
import { makeFolder } from '../process/data-dir.ts'
import { copyDatabase } from './copy.ts'
import { DATABASE_FILE } from './database-file.ts'
import { storageAdvice } from './storage-fault.ts'

/**
 * Writes a consistent copy of the database, also while a farm is using it: whole and checked, or not at all.
 * @throws {Problem} `unavailable` where there is no database, it is damaged, or the copy can't be written
 */
export async function backUpDatabase(dataDir: string, target: string): Promise<void> {
  const file = join(dataDir, DATABASE_FILE)
  if (!existsSync(file)) throw new Problem('unavailable', `There is no database in ${dataDir} yet.`)
  try {
    makeFolder(dirname(resolve(target)))
    await copyDatabase(file, target)
  } catch (cause) {
    const advice = storageAdvice(cause) ?? 'Check the folder, or name another file.'
    throw new Problem('unavailable', `The backup ${target} can't be made (${reasonOf(cause)}). ${advice}`, { cause })
  }
}

const reasonOf = (error: unknown): string => (error as Error).message.split('\n')[0] ?? 'unknown fault'
