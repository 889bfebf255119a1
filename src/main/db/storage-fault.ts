import { Problem } from '../../shared/errors.ts'

const ADVICE: [RegExp, string][] = [
  // SQLite ends the transaction itself when the disk is full; what is heard of is that there is none to roll back.
  [
    /^SQLITE_FULL|no transaction is active/,
    'The disk that the data folder is on is full. Free some space, then try again.',
  ],
  [/^SQLITE_READONLY|^SQLITE_PERM/, 'The data folder can no longer be written. Check its permissions.'],
  [/^SQLITE_(BUSY|LOCKED)/, 'Another program holds the database. Close it, then try again.'],
  [
    /^SQLITE_(CORRUPT|NOTADB)/,
    'The database is damaged. Stop Bindery and restore a backup with "bindery restore FILE".',
  ],
  [/^SQLITE_/, 'The database can no longer be used. Check the disk that the data folder is on.'],
]

/** A fault of the database's file as a problem that says what to do; null for anything else. */
export function storageFault(error: unknown): Problem | null {
  if (!(error instanceof Error) || error.name !== 'SqliteError') return null
  const { code, message } = error as Error & { code: string }
  // A constraint that is broken, or SQL that is wrong, is a fault of ours.
  if (/^SQLITE_(CONSTRAINT|MISMATCH|MISUSE|RANGE)/.test(code)) return null
  const isOurs = code === 'SQLITE_ERROR' && !message.includes('no transaction is active')
  if (isOurs) return null
  const advice = ADVICE.find(([sign]) => sign.test(code) || sign.test(message))
  return new Problem('unavailable', advice?.[1] ?? message, { stage: 'store', cause: error })
}
