import { existsSync, linkSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { renameFileSync } from '../process/rename-file.ts'
import { syncFolder } from '../process/sync-folder.ts'

/** The files that belong to a database beside its own: what is in them was stored as much as what is in it. */
export const JOURNALS = ['-wal', '-shm'] as const
const ALL = ['', ...JOURNALS]

/** A name beside that of a database which nothing has yet. */
export function freeName(wanted: string): string {
  for (let count = 2, name = wanted; ; name = `${wanted}-${count++}`) {
    if (!ALL.some((suffix) => existsSync(name + suffix))) return name
  }
}

/** Moves a database away, its journals with it. */
export function moveAside(file: string, aside: string): void {
  // The database first: a journal that a crash leaves behind is found without it, and is no harm to an empty file.
  for (const suffix of ALL) if (existsSync(file + suffix)) renameFileSync(file + suffix, aside + suffix)
  syncFolder(dirname(file))
}

/**
 * Puts a whole database in the place of another, which is kept under another name. At every moment one of them is in
 * place; cut off anywhere, it can be done again.
 */
export function replaceDatabase(file: string, replacement: string, aside: string): void {
  for (const suffix of ALL) keepAs(file + suffix, aside + suffix)
  // A journal would be read into whatever database lies beside it.
  for (const suffix of JOURNALS) rmSync(file + suffix, { force: true })
  renameFileSync(replacement, file)
  syncFolder(dirname(file))
}

/** A second name for a file; where the file system has no such thing, another name. */
function keepAs(file: string, aside: string): void {
  if (!existsSync(file) || existsSync(aside)) return
  try {
    linkSync(file, aside)
  } catch {
    renameFileSync(file, aside)
  }
}
