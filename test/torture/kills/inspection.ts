import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { zstdDecompress } from 'node:zlib'
import BetterSqlite3 from 'better-sqlite3'
import sharp from 'sharp'

const decompress = promisify(zstdDecompress)

export type Inspection = ReturnType<typeof createInspection>

/** Looks at the data dir of a farm that is dead; what it finds wrong is told. */
export function createInspection(dataDir: string, tell: (failure: string) => void) {
  const pictures = join(dataDir, 'pictures')
  const sound = new Set<string>()

  /** Works on a copy, so that the next farm recovers by itself. */
  function withDatabase<T>(work: (db: BetterSqlite3.Database) => T): T {
    const folder = mkdtempSync(join(tmpdir(), 'bindery-inspection-'))
    try {
      for (const name of ['bindery.db', 'bindery.db-wal']) {
        if (existsSync(join(dataDir, name))) copyFileSync(join(dataDir, name), join(folder, name))
      }
      const db = new BetterSqlite3(join(folder, 'bindery.db'))
      try {
        return work(db)
      } finally {
        db.close()
      }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }

  function checkDatabase(): void {
    withDatabase((db) => {
      const integrity = db.pragma('integrity_check', { simple: true })
      if (integrity !== 'ok') tell(`The database is damaged: ${integrity}`)
      if ((db.pragma('foreign_key_check') as unknown[]).length > 0) tell('A row refers to one that is gone')
      for (const file of db.prepare(NAMED).pluck().all() as string[]) {
        if (!existsSync(join(pictures, file.slice(0, 2), file))) tell(`The file ${file} of a picture is not there`)
      }
    })
  }

  const files = () =>
    readdirSync(pictures, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))

  async function checkFile(path: string): Promise<void> {
    const content = readFileSync(path)
    const name = path.slice(-64)
    if (createHash('sha256').update(content).digest('hex') !== name) return tell(`${name} is torn`)
    if (content.subarray(0, 4).equals(ZSTD)) await decompress(content)
    else if (!content.subarray(0, 4).equals(PDF)) await sharp(content, { failOn: 'warning' }).stats()
    sound.add(path)
  }

  return {
    withDatabase,
    checkDatabase,
    /** Files that were being written when the farm died. */
    cutOff: () => files().filter((path) => path.endsWith('.new')),
    /** Reads every picture; those that were found sound before only where all are wanted. */
    async checkFiles(all = false): Promise<number> {
      const whole = files().filter((path) => !path.endsWith('.new'))
      for (const path of whole) {
        if (!all && sound.has(path)) continue
        await checkFile(path).catch((error) => tell(`${path} can't be decoded: ${error.message}`))
      }
      return whole.length
    },
  }
}

const NAMED = `SELECT file FROM image_files UNION SELECT lossless_file FROM images UNION SELECT page_file FROM images`
const ZSTD = Buffer.of(0x28, 0xb5, 0x2f, 0xfd)
const PDF = Buffer.from('%PDF')
