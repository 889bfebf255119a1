import { accessSync, closeSync, constants, existsSync, openSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { type Driver, Kysely, SqliteDialect } from 'kysely'
import { Problem } from '../../shared/errors.ts'
import { renameFileSync } from '../process/rename-file.ts'
import { syncFolder } from '../process/sync-folder.ts'
import { backUpDatabase } from './backup.ts'
import { backupPath, pruneBackups } from './backup-files.ts'
import { keepBrokenJournal } from './broken-journal.ts'
import { checkpointsElsewhere } from './checkpoints.ts'
import { clearStrayJournals, refuseDamaged, refuseMissing } from './damage.ts'
import { DATABASE_FILE } from './database-file.ts'
import { inPlace } from './in-place.ts'
import { type InspectOptions, inspectDatabase } from './inspect.ts'
import { type Migrations, migrate, pendingMigrations } from './migrate.ts'
import * as first from './migrations/0001-first.ts'
import * as owed from './migrations/0002-owed.ts'
import * as desk from './migrations/0003-desk.ts'
import * as deliveriesOfEach from './migrations/0004-deliveries-of-each.ts'
import * as sync from './migrations/0005-sync.ts'
import * as lists from './migrations/0006-lists.ts'
import * as recentEnds from './migrations/0007-recent-ends.ts'
import * as syncSent from './migrations/0008-sync-sent.ts'
import * as runsOfEach from './migrations/0009-runs-of-each.ts'
import * as packing from './migrations/0010-packing.ts'
import * as hours from './migrations/0011-hours.ts'
import * as textsLast from './migrations/0012-texts-last.ts'
import * as drawnFiles from './migrations/0013-drawn-files.ts'
import * as owedRun from './migrations/0014-owed-run.ts'
import { finishRestore } from './pending-restore.ts'
import { preparedOnce, type Statements, statementsOf } from './statements.ts'
import { storageAdvice } from './storage-fault.ts'
import { type SyncedBeside, syncedBeside } from './synced-beside.ts'
import type { Tables } from './tables.ts'
import { createTurns } from './turns.ts'

export type Db = Kysely<Tables> & {
  readonly statements: Statements
  /** Reads at once, while no transaction is under way. */
  look<T>(read: (statements: Statements) => T): Promise<T>
  /**
   * Carries out work that waits for nothing, in a transaction of its own, once no other is under way. Nobody sees what
   * it did before that is on the disk, which is synced beside other work.
   */
  atOnce<T>(work: (statements: Statements) => T): Promise<T>
}

export const MIGRATIONS = {
  '0001-first': first,
  '0002-owed': owed,
  '0003-desk': desk,
  '0004-deliveries-of-each': deliveriesOfEach,
  '0005-sync': sync,
  '0006-lists': lists,
  '0007-recent-ends': recentEnds,
  '0008-sync-sent': syncSent,
  '0009-runs-of-each': runsOfEach,
  '0010-packing': packing,
  '0011-hours': hours,
  '0012-texts-last': textsLast,
  '0013-drawn-files': drawnFiles,
  '0014-owed-run': owedRun,
}

/** Patience with another program that holds the database, in milliseconds: all else waits meanwhile. */
const PATIENCE_AT_START_MS = 5000
const PATIENCE_MS = 250

export interface OpenOptions {
  /** Epoch milliseconds. */
  now?: () => number
  /** Told in a line of what had to be mended. */
  tell?: (line: string) => void
  /** Takes the journal into the database file beside commits; default within them. */
  checkpoint?: () => Promise<void>
  /** What brings a database to the present schema; default all that there are. */
  migrations?: Migrations
  /** Asked of the file once it is in its place: whether its pages need not be looked at now; default never. */
  skipsPages?: (file: string) => boolean
}

/**
 * Opens the farm's database, checks it and brings it to the present schema, after a backup where there is something to
 * change. One that is damaged is set aside, and nothing takes its place unasked.
 * @throws {Problem} `unavailable` where the file cannot be opened, is damaged, is not Bindery's, or was written by a
 * newer Bindery
 */
export async function openDatabase(
  dataDir: string,
  { now = Date.now, tell = () => {}, migrations = MIGRATIONS, checkpoint, skipsPages = () => false }: OpenOptions = {},
): Promise<Db> {
  const file = join(dataDir, DATABASE_FILE)
  try {
    finishRestore(file)
    if (!existsSync(file)) await createDatabase(file, migrations, now())
    const kept = keepBrokenJournal(file, now())
    if (kept) tell(`The journal of the database was damaged; it is kept as ${kept}. What was stored last may be lost.`)
    const applied = await checkDatabase(file, migrations, now(), { pages: !skipsPages(file) })
    const sqlite = openSqlite(file)
    const onFault = (error: unknown) => tell(`The journal of the database could not be cleared (${reasonOf(error)}).`)
    const db = openKysely(sqlite, checkpoint && checkpointsElsewhere(sqlite, checkpoint, onFault))
    try {
      await bringUpToDate(db, dataDir, migrations, applied, now())
    } catch (error) {
      await db.destroy()
      throw error
    }
    return db
  } catch (error) {
    throw error instanceof Problem ? error : cannotOpen(file, error)
  }
}

/** Made under another name, so that an empty file in its place is never taken for a first start. */
async function createDatabase(file: string, migrations: Migrations, now: number): Promise<void> {
  const missing = await refuseMissing(file, migrations, now)
  if (missing) throw missing
  clearStrayJournals(file, now)
  const fresh = `${file}.new`
  for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(fresh + suffix, { force: true })
  // For its owner alone; SQLite gives its journals the same mode.
  closeSync(openSync(fresh, 'wx', 0o600))
  const db = openKysely(openSqlite(fresh))
  try {
    await migrate(db, migrations, pendingMigrations(migrations, []), now)
  } finally {
    await db.destroy()
  }
  renameFileSync(fresh, file)
  syncFolder(dirname(file))
}

/** @returns the migrations that the database has had */
async function checkDatabase(
  file: string,
  migrations: Migrations,
  now: number,
  options: InspectOptions,
): Promise<string[]> {
  if (!statSync(file).isFile()) {
    throw new Problem('unavailable', `${file} is a folder where the database should be. Move it away to start afresh.`)
  }
  accessSync(file, constants.R_OK | constants.W_OK)
  const found = await inspectDatabase(file, migrations, options)
  switch (found.kind) {
    case 'sound':
      return found.applied
    case 'damaged':
      throw await refuseDamaged(file, found.fault, migrations, now)
    case 'foreign':
      throw new Problem(
        'unavailable',
        `${file} is a database of another program. Choose another --data-dir, move it away to start afresh, or restore a backup with "bindery restore FILE".`,
      )
    case 'newer':
      throw new Problem(
        'unavailable',
        `The database ${file} was written by a newer Bindery (it has ${found.migration}). Install that version again, or go back with "bindery restore FILE" to a backup from before it.`,
      )
  }
}

function openSqlite(file: string): BetterSqlite3.Database {
  const sqlite = new BetterSqlite3(file, { timeout: PATIENCE_AT_START_MS })
  try {
    sqlite.pragma('journal_mode = WAL')
    // What was acknowledged survives a power cut: every commit is on disk before it is answered.
    sqlite.pragma('synchronous = FULL')
    sqlite.pragma('foreign_keys = ON')
    sqlite.pragma('cache_size = -32000')
    sqlite.pragma(`busy_timeout = ${PATIENCE_MS}`)
    // A secret that was removed or replaced is overwritten, sealed as it is.
    sqlite.pragma('secure_delete = ON')
    return sqlite
  } catch (error) {
    sqlite.close()
    throw error
  }
}

/** @param onCommit told after commits that are synced beside other work */
function openKysely(sqlite: BetterSqlite3.Database, onCommit: () => unknown = () => {}): Db {
  const prepared = preparedOnce(sqlite)
  const { commit, close } = syncedBeside(sqlite, onCommit)
  const mustBeInPlace = inPlace(sqlite.name)
  const kysely = new Kysely<Tables>({
    dialect: new PatientDialect({ database: forKysely(sqlite, prepared, mustBeInPlace) }),
  })
  const destroy = kysely.destroy.bind(kysely)
  const commitInPlace = <T>(work: () => T) =>
    commit(() => {
      mustBeInPlace()
      return work()
    })
  return Object.assign(withStatements(kysely, prepared, commitInPlace), {
    async destroy() {
      await destroy()
      close()
      // Kysely closes only what it was asked something.
      prepared.close()
    },
  })
}

/** SQLite that lets all else have its turn between what is asked of it. */
class PatientDialect extends SqliteDialect {
  override createDriver(): Driver {
    const driver = super.createDriver()
    const turns = createTurns()
    const [acquire, release] = [driver.acquireConnection.bind(driver), driver.releaseConnection.bind(driver)]
    return Object.assign(driver, {
      acquireConnection: async (...options: Parameters<typeof acquire>) => {
        await turns.begin()
        return acquire(...options)
      },
      releaseConnection: (...options: Parameters<typeof release>) => {
        turns.end()
        return release(...options)
      },
    })
  }
}

/** The same database as Kysely is to see it: one that is not in its place prepares nothing that writes. */
function forKysely(
  sqlite: BetterSqlite3.Database,
  prepared: Pick<BetterSqlite3.Database, 'prepare' | 'close'>,
  mustBeInPlace: () => void,
): typeof prepared {
  const prepare = (sql: string) => {
    // SQLite itself ends a transaction at a fault of the disk. That there is none any more would be heard of in its place.
    if (sql === 'rollback' && !sqlite.inTransaction) return prepared.prepare('SELECT 1')
    const statement = prepared.prepare(sql)
    if (!statement.readonly) mustBeInPlace()
    return statement
  }
  return { ...prepared, prepare: prepare as BetterSqlite3.Database['prepare'] }
}

/** @param commit carries out work in an immediate transaction */
export function withStatements(
  kysely: Kysely<Tables>,
  database: Pick<BetterSqlite3.Database, 'prepare'>,
  commit: SyncedBeside['commit'],
): Db {
  const statements = statementsOf(database)
  return Object.assign(kysely, {
    statements,
    look: <T>(read: (statements: Statements) => T) => kysely.connection().execute(async () => read(statements)),
    atOnce: <T>(work: (statements: Statements) => T) =>
      kysely.connection().execute(() => commit(() => work(statements))),
  })
}

/** No database is migrated that could not be backed up. */
async function bringUpToDate(
  db: Db,
  dataDir: string,
  migrations: Migrations,
  applied: readonly string[],
  now: number,
): Promise<void> {
  const pending = pendingMigrations(migrations, applied)
  const [next] = pending
  if (next === undefined) return
  await backUpDatabase(dataDir, backupPath(dataDir, `before-${next}`, now))
  pruneBackups(dataDir, Number.POSITIVE_INFINITY, now)
  await migrate(db, migrations, pending, now)
}

function cannotOpen(file: string, error: unknown): Problem {
  const advice = storageAdvice(error)
  if (advice) return new Problem('unavailable', `The database ${file} cannot be opened. ${advice}`, { cause: error })
  const reason = reasonOf(error)
  return new Problem(
    'unavailable',
    `The database ${file} cannot be opened (${reason}). Check the disk, or go back to a backup with "bindery restore --newest".`,
    { cause: error },
  )
}

const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''
