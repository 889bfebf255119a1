import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { Problem } from '../../shared/errors.ts'
import { makeFolder } from '../process/data-dir.ts'
import { copyDatabase } from './copy.ts'
import { DATABASE_FILE } from './database-file.ts'
import { storageAdvice } from './storage-fault.ts'

/**
 * Writes a consistent copy of the database, also while a farm is using it: whole and checked, or not at all.
 * @throws {Problem} `unavailable` where there is no database, it is damaged, the copy can't be written, or something lies
 * in its place that is no backup
 */
export async function backUpDatabase(dataDir: string, target: string): Promise<void> {
  const file = join(dataDir, DATABASE_FILE)
  if (!existsSync(file)) throw new Problem('unavailable', `There is no database in ${dataDir} yet.`)
  try {
    refuseToReplace(target, file)
    makeFolder(dirname(resolve(target)))
    await copyDatabase(file, target)
  } catch (cause) {
    if (cause instanceof Problem) throw cause
    const advice = storageAdvice(cause) ?? 'Check the folder, or name another file.'
    throw new Problem('unavailable', `The backup ${target} can't be made (${reasonOf(cause)}). ${advice}`, { cause })
  }
}

/**
 * What a backup takes the place of is gone: a device too, where it is root that asks for it.
 * @throws {Problem} `unavailable` unless nothing is there, or an older backup, or an empty file
 */
function refuseToReplace(target: string, database: string): void {
  const refuse = (fault: string) => {
    throw new Problem('unavailable', `The backup ${target} can't be made: ${fault}. Name another file.`)
  }
  const there = statSync(target, { throwIfNoEntry: false })
  if (!there) return
  if (!there.isFile()) refuse('what is there is no file')
  const { dev, ino } = statSync(database)
  if (there.dev === dev && there.ino === ino) refuse('it is the database itself')
  if (there.size > 0 && !isDatabase(target)) refuse('what is there is no backup')
}

const HEADER = Buffer.from('SQLite format 3\0')

function isDatabase(file: string): boolean {
  const beginning = Buffer.alloc(HEADER.length)
  const handle = openSync(file, 'r')
  try {
    readSync(handle, beginning)
  } finally {
    closeSync(handle)
  }
  return beginning.equals(HEADER)
}

const reasonOf = (error: unknown): string => (error as Error).message.split('\n')[0] ?? 'unknown fault'
