import { existsSync, readdirSync, renameSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { syncFolder } from '../sync-folder.ts'
import { fileStamp } from '../time-words.ts'
import { freeName, replaceDatabase } from './aside.ts'

/** A database that is whole and only waits to be put in place; the rest of its name is that of the one it replaces. */
const READY = '.restore-'

/** From here on `replacement` is what the database is to be, whatever happens. */
export function decideRestore(file: string, replacement: string, now: number): void {
  const aside = freeName(`${file}.replaced-${fileStamp(now)}`)
  renameSync(replacement, file + READY + basename(aside))
  syncFolder(dirname(file))
}

/**
 * Carries out a restore that was decided, if there is one: also the rest of one that was cut off.
 * @returns where the replaced database lies, or null where nothing was replaced
 */
export function finishRestore(file: string): string | null {
  const prefix = basename(file) + READY
  const ready = readdirSync(dirname(file)).find((name) => name.startsWith(prefix))
  if (ready === undefined) return null
  const aside = join(dirname(file), ready.slice(prefix.length))
  replaceDatabase(file, join(dirname(file), ready), aside)
  return existsSync(aside) ? aside : null
}
