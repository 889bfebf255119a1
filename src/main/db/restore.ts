import { chmodSync, copyFileSync, existsSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { Problem } from '../../shared/errors.ts'
import { syncFile } from './copy.ts'
import { findBackupFault } from './damage.ts'
import { MIGRATIONS } from './database.ts'
import { DATABASE_FILE } from './database-file.ts'
import { decideRestore, finishRestore, IN_THE_MAKING } from './pending-restore.ts'
import { storageAdvice } from './storage-fault.ts'

/**
 * Puts a backup in the place of the database and keeps that under another name. No farm may be running on the data dir.
 * Cut off anywhere, it leaves the old database or the new one: what was decided is carried out by `finishRestore`.
 * @param hasPicture whether the file of a picture is still there; the others are drawn again
 * @returns where the replaced database lies now, or null where there was none
 */
export async function restoreDatabase(
  dataDir: string,
  backup: string,
  hasPicture: (file: string) => boolean,
  now: number,
): Promise<string | null> {
  const file = join(dataDir, DATABASE_FILE)
  finishRestore(file)
  await prepareRestore(dataDir, backup, hasPicture, now)
  return finishRestore(file)
}

/** Makes a backup ready and decides that the next start puts it in place; a farm may go on until then. */
export async function prepareRestore(
  dataDir: string,
  backup: string,
  hasPicture: (file: string) => boolean,
  now: number,
): Promise<void> {
  const file = join(dataDir, DATABASE_FILE)
  const fresh = file + IN_THE_MAKING
  try {
    copyWithJournal(backup, fresh)
    const fault = await findBackupFault(fresh, MIGRATIONS)
    if (fault) throw new Problem('unavailable', `${backup} is not a backup that can be restored (${fault}).`)
    forgetLostPictures(fresh, hasPicture)
    syncFile(fresh)
    decideRestore(file, fresh, now)
  } catch (error) {
    removeAll(fresh)
    throw error instanceof Problem ? error : cannotRestore(backup, error)
  }
}

/** A copy of a database that was set aside has its last changes in its journal. */
function copyWithJournal(backup: string, fresh: string): void {
  removeAll(fresh)
  const there = statSync(backup, { throwIfNoEntry: false })
  if (!there?.isFile()) {
    const fault = there ? 'it is no file' : 'there is no such file'
    throw new Problem('unavailable', `${backup} is not a backup that can be restored (${fault}).`)
  }
  for (const suffix of ['', '-wal'].filter((suffix) => existsSync(backup + suffix))) {
    copyFileSync(backup + suffix, fresh + suffix)
    chmodSync(fresh + suffix, 0o600)
  }
}

function removeAll(file: string): void {
  for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(file + suffix, { force: true })
}

function cannotRestore(backup: string, cause: unknown): Problem {
  const advice = storageAdvice(cause) ?? 'The database is as it was.'
  return new Problem('unavailable', `${backup} can't be restored (${(cause as Error).message}). ${advice}`, { cause })
}

/** The next start draws them again, of the data that came along. */
function forgetLostPictures(file: string, hasPicture: (file: string) => boolean): void {
  const sqlite = new BetterSqlite3(file)
  try {
    sqlite.pragma('journal_mode = WAL')
    const rows = sqlite.prepare('SELECT image_id, file FROM image_files').all() as { image_id: string; file: string }[]
    const lost = new Set(rows.filter((row) => !hasPicture(row.file)).map((row) => row.image_id))
    const forget = sqlite.prepare(
      'UPDATE binding_states SET image_id = NULL, render_key = NULL, frame_key = NULL WHERE image_id = ?',
    )
    const forgetDefault = sqlite.prepare(
      'UPDATE binding_states SET default_image_id = NULL, default_key = NULL WHERE default_image_id = ?',
    )
    const remove = sqlite.prepare('DELETE FROM images WHERE id = ?')
    sqlite.transaction(() => {
      for (const id of lost) {
        forget.run(id)
        forgetDefault.run(id)
        remove.run(id)
      }
    })()
    sqlite.pragma('wal_checkpoint(TRUNCATE)')
  } finally {
    sqlite.close()
  }
}
