import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, rmSync, statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { Problem } from '../../shared/errors.ts'
import { renameFileSync } from '../process/rename-file.ts'
import { syncFolder } from '../process/sync-folder.ts'
import { findPageFault } from './inspect.ts'

/** What a copy that was not finished is called; nothing takes it for a backup. */
export const UNFINISHED = /\.[0-9a-f]{12}\.new(-journal|-wal|-shm)?$/
/** Pages that are copied at a time: between two of these a copy can be called off. */
const STEP_PAGES = 2000

/**
 * Copies a database, also while a farm writes to it: under a temporary name, checked, made one file without a journal,
 * synced, and only then given its name.
 * @throws where the source is damaged or the copy can't be written, for want of room before any of it is; nothing is left of
 * it then
 */
export async function copyDatabase(source: string, target: string): Promise<void> {
  const unfinished = `${target}.${randomBytes(6).toString('hex')}.new`
  try {
    closeSync(openSync(unfinished, 'wx', 0o600))
    await copyPages(source, unfinished)
    makeWhole(unfinished)
    renameFileSync(unfinished, target)
  } catch (error) {
    for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(unfinished + suffix, { force: true })
    throw error
  }
  syncFolder(dirname(target))
}

async function copyPages(source: string, target: string): Promise<void> {
  const sqlite = new BetterSqlite3(source, { readonly: true, fileMustExist: true, timeout: 5000 })
  try {
    // In one read transaction: without it, every write of the farm would make SQLite begin again.
    sqlite.exec('BEGIN')
    sqlite.prepare('SELECT count(*) FROM sqlite_schema').get()
    requireRoom(dirname(target), sizeOf(sqlite))
    await sqlite.backup(target, { progress: () => STEP_PAGES })
  } finally {
    sqlite.close()
  }
}

/** What a copy leaves free for all else at the least, beside a tenth of its size; bytes. */
const LEFT_FREE = 1_000_000

/** Bytes of all pages, those in the journal too. */
function sizeOf(sqlite: BetterSqlite3.Database): number {
  const pragma = (name: string) => Number(sqlite.pragma(name, { simple: true }))
  return pragma('page_count') * pragma('page_size')
}

/** One that is begun all the same would fill the disk, and nothing else could be written until it has failed. */
function requireRoom(folder: string, bytes: number): void {
  const { bavail, blocks, bsize } = statfsSync(folder)
  // File systems that do not know how large they are say 0 of 0.
  if (blocks === 0 || bavail * bsize >= bytes + Math.max(bytes / 10, LEFT_FREE)) return
  const megabytes = (count: number) => `${(count / 1e6).toFixed(1)} MB`
  throw new Problem(
    'unavailable',
    `The disk of ${folder} is too full for a backup: it takes ${megabytes(bytes)}, and ${megabytes(bavail * bsize)} are free. Free some space, then try again.`,
  )
}

function makeWhole(file: string): void {
  const sqlite = new BetterSqlite3(file)
  try {
    sqlite.pragma('journal_mode = DELETE')
    const fault = findPageFault(sqlite)
    if (fault) throw new Error(`the database is damaged: ${fault}`)
  } finally {
    sqlite.close()
  }
  syncFile(file)
}

/** Whether a file that a crash may have cut off is whole on disk from here on. */
export function syncFile(file: string): void {
  if (!existsSync(file)) return
  const handle = openSync(file, 'r+')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
