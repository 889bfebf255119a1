import { existsSync } from 'node:fs'
import { chmod, copyFile, mkdir, open, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { Problem } from '../../shared/errors.ts'
import { DATABASE_FILE } from './database.ts'

/** Writes a consistent copy of the database, also while a farm is using it. */
export async function backUpDatabase(dataDir: string, target: string): Promise<void> {
  const file = join(dataDir, DATABASE_FILE)
  if (!existsSync(file)) throw new Problem('unavailable', `There is no database in ${dataDir} yet.`)
  await mkdir(dirname(target), { recursive: true, mode: 0o700 })
  const source = new BetterSqlite3(file, { readonly: true })
  try {
    await ownerOnly(target)
    await source.backup(target)
  } catch (error) {
    throw new Problem('unavailable', `The backup ${target} can't be written (${(error as Error).message}).`, {
      cause: error,
    })
  } finally {
    source.close()
  }
}

/**
 * Puts a backup in the place of the database and sets that aside. No farm may be running on the data dir.
 * @param hasPicture whether the file of a picture is still there; the others are drawn again
 * @returns where the replaced database lies now, or null where there was none
 */
export async function restoreDatabase(
  dataDir: string,
  backup: string,
  hasPicture: (file: string) => boolean,
  now: number,
): Promise<string | null> {
  const fault = findDatabaseFault(backup)
  if (fault) throw new Problem('unavailable', `${backup} is not a backup that can be restored (${fault}).`)

  const file = join(dataDir, DATABASE_FILE)
  const fresh = `${file}.restoring`
  await copyFile(backup, fresh)
  await ownerOnly(fresh)
  forgetLostPictures(fresh, hasPicture, now)
  const aside = existsSync(file) ? `${file}.replaced-${now}` : null
  if (aside) await setAside(file, aside)
  await rename(fresh, file)
  return aside
}

/** Makes a file where there is none, and one that its owner alone can read. */
async function ownerOnly(file: string): Promise<void> {
  await (await open(file, 'a', 0o600)).close()
  await chmod(file, 0o600)
}

/** The database with its journal, which belongs to it and must not meet the restored one. */
async function setAside(file: string, aside: string): Promise<void> {
  for (const suffix of ['-wal', '-shm']) {
    if (existsSync(file + suffix)) await rename(file + suffix, aside + suffix)
  }
  await rename(file, aside)
}

/** What is wrong with a database file, or null for a sound one of Bindery's. */
export function findDatabaseFault(file: string): string | null {
  if (!existsSync(file)) return 'there is no such file'
  try {
    const sqlite = new BetterSqlite3(file, { readonly: true })
    try {
      const check = sqlite.pragma('quick_check(1)', { simple: true })
      if (check !== 'ok') return String(check)
      const table = sqlite.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'bindings'").get()
      return table ? null : 'it is not a database of Bindery'
    } finally {
      sqlite.close()
    }
  } catch (error) {
    return (error as Error).message
  }
}

/** A binding whose picture did not come along is due at once, and draws it though its data be the same. */
function forgetLostPictures(file: string, hasPicture: (file: string) => boolean, now: number): void {
  const sqlite = new BetterSqlite3(file)
  try {
    const rows = sqlite.prepare('SELECT image_id, file FROM image_files').all() as { image_id: string; file: string }[]
    const lost = new Set(rows.filter((row) => !hasPicture(row.file)).map((row) => row.image_id))
    const forget = sqlite.prepare(
      `UPDATE binding_states SET image_id = NULL, render_key = NULL, frame_key = NULL,
       next_refresh_at = CASE status WHEN 'paused' THEN NULL ELSE ? END WHERE image_id = ?`,
    )
    const forgetDefault = sqlite.prepare(
      'UPDATE binding_states SET default_image_id = NULL, default_key = NULL WHERE default_image_id = ?',
    )
    const remove = sqlite.prepare('DELETE FROM images WHERE id = ?')
    sqlite.transaction(() => {
      for (const id of lost) {
        forget.run(now, id)
        forgetDefault.run(id)
        remove.run(id)
      }
    })()
    sqlite.pragma('wal_checkpoint(TRUNCATE)')
  } finally {
    sqlite.close()
  }
}
