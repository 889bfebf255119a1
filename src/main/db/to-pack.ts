import type { Db } from './database.ts'
import type { ImageFile, StoredImage } from './images.ts'
import type { Statements } from './statements.ts'

/** Which PNGs are to be packed smaller, and when: `image_files.pack_at`. */

/** A picture that has been served for so long, in milliseconds, may well be for much longer. */
const SERVED_MS = 5 * 60_000
/** One that is going to be replaced sooner than this is not worth it. */
const LEAST_LIFE_MS = 3 * 60_000
/** After a refresh that may replace the picture. */
const AFTER_REFRESH_MS = 60_000

/** Files that are seen to at a time, since all else waits meanwhile. */
const MOST_AT_ONCE = 500
/** A file is looked at by so many of the bindings that show it, and no more. */
const MOST_SERVINGS = 200

/**
 * Null for what is never packed. A single render is named by the backups of a week, and could not be drawn again if one
 * of them were restored.
 */
export const packAt = ({ source, createdAt }: Pick<StoredImage, 'source' | 'createdAt'>, { format }: ImageFile) =>
  format === 'png' && source !== 'api' ? createdAt + SERVED_MS : null

interface Serving {
  status: string
  nextRefreshAt: number | null
  lastRefreshAt: number | null
  lastRenderedAt: number | null
}

/** The next file to be packed now; those whose turn it is and that are not worth it, or not yet, are seen to meanwhile. */
export async function nextToPack(db: Db, now: number): Promise<string | null> {
  const isAny = await db.look((statements) => firstDue(statements, now) !== undefined)
  if (!isAny) return null
  return db.atOnce((statements) => {
    for (let seen = 0; seen < MOST_AT_ONCE; seen++) {
      const due = firstDue(statements, now)
      if (!due) return null
      const at = turnOf(servingsOf(statements, due.file), now)
      if (at !== null && at <= now) return due.file
      putOff(statements, due.file, at)
    }
    return null
  })
}

const firstDue = (statements: Statements, now: number) =>
  statements.get<{ file: string }>('SELECT file FROM image_files WHERE pack_at <= ? ORDER BY pack_at LIMIT 1', now)

/** Pictures that look alike share their file. */
const servingsOf = (statements: Statements, file: string): Serving[] =>
  statements.all<Serving>(
    `SELECT status, next_refresh_at AS nextRefreshAt, last_refresh_at AS lastRefreshAt, last_rendered_at AS lastRenderedAt
      FROM image_files AS f JOIN binding_states AS s ON s.image_id = f.image_id OR s.default_image_id = f.image_id
      JOIN bindings USING (uid) WHERE file = ? AND format = 'png' AND deleted_at IS NULL LIMIT ?`,
    file,
    MOST_SERVINGS,
  )

/** When a file that is served so is to be packed; null for never. */
function turnOf(servings: readonly Serving[], now: number): number | null {
  const turns = servings.map((each) => turnIn(each, now)).filter((turn) => turn !== null)
  return turns.length === 0 ? null : Math.min(...turns)
}

/** What a paused binding shows could not be drawn again if a backup were restored that names the old file. */
function turnIn({ status, nextRefreshAt, lastRefreshAt, lastRenderedAt }: Serving, now: number): number | null {
  if (status === 'paused') return null
  const hasOutlivedRefresh = (lastRefreshAt ?? 0) > (lastRenderedAt ?? 0)
  if (nextRefreshAt === null || hasOutlivedRefresh || nextRefreshAt - now >= LEAST_LIFE_MS) return now
  return Math.max(nextRefreshAt, now) + AFTER_REFRESH_MS
}

export function putOff(statements: Statements, file: string, at: number | null): void {
  statements.run("UPDATE image_files SET pack_at = ? WHERE file = ? AND format = 'png'", at, file)
}

export interface Replaced {
  /** The pictures whose PNG is another file now; none where all of them are gone. */
  ids: string[]
  savedBytes: number
}

/** Puts a file with the same pixels in the place of another, for all pictures that have it. */
export function replacePng(db: Db, old: string, { file, bytes }: Pick<ImageFile, 'file' | 'bytes'>): Promise<Replaced> {
  return db.atOnce((statements) => {
    const rows = statements.all<{ id: string; bytes: number }>(
      "SELECT image_id AS id, bytes FROM image_files WHERE file = ? AND format = 'png'",
      old,
    )
    statements.run(
      "UPDATE image_files SET file = ?, bytes = ?, pack_at = NULL WHERE file = ? AND format = 'png'",
      file,
      bytes,
      old,
    )
    statements.run('UPDATE images SET lossless_file = ? WHERE lossless_file = ?', file, old)
    return { ids: rows.map(({ id }) => id), savedBytes: (rows[0]?.bytes ?? bytes) - bytes }
  })
}
