import { statSync } from 'node:fs'
import { Problem } from '../../shared/errors.ts'

const MOVED =
  'The database is no longer the one in the data folder: it or its journal was removed or replaced while Bindery runs. Put it back, or start Bindery again.'

/**
 * A database that is open goes on taking what is written to it though its file, or its journal's, was removed or another
 * put in its place; all that is lost then, with the process or at its death.
 * @returns what throws where that has happened
 */
export function inPlace(file: string): () => void {
  const own = [file, `${file}-wal`].map((path) => ({ path, identity: identityOf(path) }))
  return () => {
    for (const each of own) {
      const identity = identityOf(each.path)
      // The journal comes with the first commit.
      each.identity ??= identity
      if (identity !== each.identity) throw new Problem('unavailable', MOVED, { stage: 'store' })
    }
  }
}

function identityOf(file: string): string | null {
  const stat = statSync(file, { throwIfNoEntry: false })
  return stat ? `${stat.dev}:${stat.ino}` : null
}
