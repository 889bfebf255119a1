import { basename } from 'node:path'
import { Problem } from '../../shared/errors.ts'
import {
  type BackupFile,
  backupPath,
  backupsDir,
  clearUnfinishedBackups,
  listBackups,
  makeBackupsDir,
  pruneBackups,
} from '../db/backup-files.ts'
import { storageAdvice } from '../db/storage-fault.ts'

/** A backup is made when the newest is older than this. */
const DAY_MS = 24 * 3_600_000
/** Two that were due and did not come about. */
export const OLD_BACKUP_MS = 2 * DAY_MS
const FIRST_LOOK_MS = 10_000
const LOOK_MS = 10 * 60_000
/** A clock that jumps makes no more of them than this, by one that does not. */
const LEAST_APART_MS = 3_600_000

export interface BackupsParts {
  dataDir: string
  /** How many daily ones are kept. */
  kept(): number
  /** Copies the database to that file: whole, or not at all. */
  copy(target: string, signal: AbortSignal): Promise<void>
  /** Makes a backup ready to be put in place by the next start. */
  prepareRestore(path: string): Promise<void>
  /** Forgets what was made ready. */
  cancelRestore(): void
  /** Wall clock, epoch milliseconds. */
  now(): number
  /** A clock that never jumps, milliseconds. */
  monotonic(): number
  log: { info(facts: object, message: string): void; error(facts: object, message: string): void }
}

export interface BackupsState {
  /** Where they lie. */
  folder: string
  /** When the newest was made, epoch milliseconds; null where there is none. */
  newestAt: number | null
  count: number
  /** Why the last one that was tried failed; null where it did not. */
  fault: string | null
  /** The name of the one that the next start puts in place; null where none is to be. */
  restoring: string | null
}

export interface Backups {
  start(): void
  /** Makes one if it is time. Never rejects: a farm goes on without. */
  look(): Promise<void>
  state(): BackupsState
  /** The newest first. */
  list(): BackupFile[]
  /** Makes one that somebody asks for. @throws {Problem} `conflict` while one is made, `unavailable` where it can't be */
  make(): Promise<BackupFile>
  /**
   * Has the next start put a backup in the place of the database, which is then kept under another name.
   * @throws {Problem} `not-found`; `conflict` while one is made ready; `unavailable` where it can't be restored
   */
  restoreAtNextStart(name: string): Promise<BackupFile>
  /** Leaves the database as it is after all. */
  cancelRestore(): void
  /** Whether there is one that is new enough, or the first look is still to come. */
  areFine(): boolean
  stop(): Promise<void>
}

/** Backs the database up once a day, in the background. */
export function createBackups(parts: BackupsParts): Backups {
  const { dataDir, kept, copy, now, monotonic, log } = parts
  const ending = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<void> = Promise.resolve()
  let hasLooked = false
  let lastMade = Number.NEGATIVE_INFINITY
  let fault: string | null = null
  let isAsked = false
  let isPreparing = false
  let restoring: string | null = null

  const newest = (): BackupFile | undefined => listBackups(dataDir, now()).find(({ kind }) => kind === 'daily')

  function isTime(): boolean {
    if (monotonic() - lastMade < LEAST_APART_MS) return false
    const age = now() - (newest()?.at ?? Number.NEGATIVE_INFINITY)
    // One from the future was made while the clock was wrong, and says nothing.
    return age >= DAY_MS || age < -DAY_MS
  }

  async function make(): Promise<void> {
    const target = backupPath(dataDir, 'daily', now())
    makeBackupsDir(dataDir)
    await copy(target, ending.signal)
    lastMade = monotonic()
    pruneBackups(dataDir, kept(), now())
    log.info({ backup: target }, 'Backed up the database')
  }

  /** One that was asked for, and that stays until somebody removes it. */
  async function makeAsked(): Promise<BackupFile> {
    const target = backupPath(dataDir, 'manual', now())
    makeBackupsDir(dataDir)
    await copy(target, ending.signal)
    log.info({ backup: target }, 'Backed up the database, as asked')
    const made = listBackups(dataDir, now()).find(({ path }) => path === target)
    if (!made) throw new Error('the file is gone')
    return made
  }

  async function lookOnce(): Promise<void> {
    try {
      clearUnfinishedBackups(dataDir, now())
      if (!isTime()) return
      await make()
      fault = null
    } catch (error) {
      if (ending.signal.aborted) return
      fault = storageAdvice(error) ?? (error as Error).message
      log.error({ err: error }, `The database could not be backed up: ${fault}`)
    } finally {
      hasLooked = true
    }
  }

  function lookIn(ms: number): void {
    timer = setTimeout(() => void look().finally(() => !ending.signal.aborted && lookIn(LOOK_MS)), ms)
    timer.unref()
  }

  function look(): Promise<void> {
    looking = looking.then(lookOnce)
    return looking
  }

  function cancelRestore(): void {
    parts.cancelRestore()
    restoring = null
  }

  return {
    start: () => lookIn(FIRST_LOOK_MS),
    look,
    state() {
      const backups = listBackups(dataDir, now())
      return { folder: backupsDir(dataDir), newestAt: backups[0]?.at ?? null, count: backups.length, fault, restoring }
    },
    list: () => listBackups(dataDir, now()),
    async make() {
      if (isAsked) throw new Problem('conflict', 'A backup is being made already.')
      isAsked = true
      const making = looking.then(makeAsked)
      looking = making.then(
        () => {},
        () => {},
      )
      try {
        return await making
      } catch (cause) {
        const why = storageAdvice(cause) ?? (cause as Error).message
        throw new Problem('unavailable', `The database could not be backed up: ${why}`, { cause })
      } finally {
        isAsked = false
      }
    },
    async restoreAtNextStart(name) {
      const backup = listBackups(dataDir, now()).find(({ path }) => basename(path) === name)
      if (!backup) throw new Problem('not-found', `There is no backup "${name}". List them with GET /backups.`)
      if (isPreparing) throw new Problem('conflict', 'A backup is being made ready already.')
      isPreparing = true
      try {
        cancelRestore()
        await parts.prepareRestore(backup.path)
        restoring = name
        log.info({ backup: backup.path }, 'The next start puts a backup in the place of the database, as asked')
        return backup
      } finally {
        isPreparing = false
      }
    },
    cancelRestore,
    areFine() {
      if (!hasLooked) return true
      const age = now() - (newest()?.at ?? Number.NEGATIVE_INFINITY)
      return age < OLD_BACKUP_MS
    },
    async stop() {
      ending.abort(new Error('Bindery is stopping'))
      clearTimeout(timer)
      await looking
    },
  }
}
