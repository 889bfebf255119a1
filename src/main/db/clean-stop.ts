import { readFileSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { writeOwnerOnly } from '../process/owner-file.ts'
import { syncFolder } from '../process/sync-folder.ts'
import { JOURNALS } from './aside.ts'

/**
 * A farm that comes to its end leaves a mark beside its database, which tells the file as it was left. One that was
 * copied, put back or written to since has other times or another number, and a farm that was killed leaves no mark.
 */
const MARK = '.stopped'

/** Leaves the mark. The database must be closed. */
export function markCleanStop(file: string): void {
  try {
    const seen = lookAt(file)
    if (seen === null) return
    writeOwnerOnly(file + MARK, seen)
    syncFolder(dirname(file))
  } catch {
    // Without it the next start looks at the whole database, as after a kill.
  }
}

/** Takes the mark away, since from here on the database may change, and says whether the file is the one it tells of. */
export function takeCleanStop(file: string): boolean {
  try {
    return readFileSync(file + MARK, 'utf8') === lookAt(file)
  } catch {
    return false
  } finally {
    rmSync(file + MARK, { force: true })
  }
}

/** Null while there is a journal: then what was stored is not all in the file. */
function lookAt(file: string): string | null {
  if (JOURNALS.some((suffix) => statSync(file + suffix, { throwIfNoEntry: false })?.size)) return null
  const { dev, ino, size, mtimeNs, ctimeNs } = statSync(file, { bigint: true })
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ')
}
