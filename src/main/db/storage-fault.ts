import { Problem } from '../../shared/errors.ts'

const ADVICE: [RegExp, string][] = [
  [
    /^SQLITE_FULL|^SQLITE_IOERR_SHMSIZE|^ENOSPC$|^EDQUOT$/,
    'The disk that the data folder is on is full. Free some space, then try again.',
  ],
  [
    /^SQLITE_(READONLY|PERM)|^E(ROFS|ACCES|PERM)$/,
    'The data folder can no longer be written. Check its permissions, and that its file system is not mounted read-only.',
  ],
  [/^SQLITE_(BUSY|LOCKED)/, 'Another program holds the database. Close it, then try again.'],
  [
    /^SQLITE_(CORRUPT|NOTADB)/,
    'The database is damaged. Stop Bindery, then go back to a backup with "bindery restore --newest".',
  ],
  [
    /^SQLITE_|^EIO$/,
    'The database can not be used. Check the disk that the data folder is on, and the permissions of the folder.',
  ],
]

/** A folder can't be made where the one that it is to be in is not there. */
const GONE = 'The data folder is gone. Put it back, or start Bindery again.'

/** What the file system calls that Bindery makes are named in Node's errors; those of the network are others. */
const FILE_CALLS =
  /^(open|write|fsync|fdatasync|rename|link|unlink|mkdir|copyfile|ftruncate|close|access|scandir|stat|chmod|read)$/

/** A fault of the database's file, or of another in the data folder, as a problem that says what to do; else null. */
export function storageFault(error: unknown): Problem | null {
  const advice = storageAdvice(error)
  return advice === null ? null : new Problem('unavailable', advice, { stage: 'store', cause: error })
}

/** What to do about a fault of the disk or of what lies on it; null for anything else. */
export function storageAdvice(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  const { code = '', syscall } = error as NodeJS.ErrnoException
  if (error.name === 'SqliteError' ? isOurs(code) : !FILE_CALLS.test(syscall ?? '')) return null
  if (code === 'ENOENT' && syscall === 'mkdir') return GONE
  return ADVICE.find(([sign]) => sign.test(code))?.[1] ?? null
}

/** A constraint that is broken, or SQL that is wrong, is a fault of ours. */
const isOurs = (code: string): boolean => /^SQLITE_(CONSTRAINT|MISMATCH|MISUSE|RANGE|ERROR$)/.test(code)
