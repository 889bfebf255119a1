import { existsSync, readdirSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { renameFileSync } from '../process/rename-file.ts'
import { syncFolder } from '../process/sync-folder.ts'
import { fileStamp } from '../time-words.ts'
import { freeName, JOURNALS, replaceDatabase } from './aside.ts'

/** A copy in the making. */
export const IN_THE_MAKING = '.restoring'
/** A database that is whole and only waits to be put in place; the rest of its name is that of the one it replaces. */
const READY = '.restore-'

/** From here on `replacement` is what the database is to be, whatever happens. */
export function decideRestore(file: string, replacement: string, now: number): void {
  const aside = freeName(`${file}.replaced-${fileStamp(now)}`)
  renameFileSync(replacement, file + READY + basename(aside))
  syncFolder(dirname(file))
}

/** Forgets a restore that was decided and not carried out. */
export function cancelRestore(file: string): void {
  for (const ready of readyOnes(file)) rmSync(join(dirname(file), ready), { force: true })
  syncFolder(dirname(file))
}

const readyOnes = (file: string): string[] =>
  readdirSync(dirname(file)).filter((name) => name.startsWith(basename(file) + READY))

/**
 * Carries out a restore that was decided, if there is one: also the rest of one that was cut off. One that was cut off
 * before is forgotten.
 * @returns where the replaced database lies, or null where nothing was replaced
 */
export function finishRestore(file: string): string | null {
  for (const suffix of ['', '-journal', ...JOURNALS]) rmSync(file + IN_THE_MAKING + suffix, { force: true })
  const [ready] = readyOnes(file)
  if (ready === undefined) return null
  const aside = join(dirname(file), ready.slice((basename(file) + READY).length))
  replaceDatabase(file, join(dirname(file), ready), aside)
  return existsSync(aside) ? aside : null
}
