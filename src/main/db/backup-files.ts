import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileStamp, parseFileStamp } from '../time-words.ts'
import { UNFINISHED } from './copy.ts'

/** The backups of a data dir, as files whose names say what they are. */

export type BackupKind = 'daily' | 'before' | 'manual'

export interface BackupFile {
  path: string
  name: string
  kind: BackupKind
  /** When it was made, epoch milliseconds, by its name. */
  at: number
  bytes: number
}

const NAME = /^(daily|manual|before-.+)-(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ)\.db$/
/** A backup from further ahead than this was made while the clock was wrong. */
const CLOCK_TOLERANCE_MS = 3_600_000
/** Copies of this age are no longer being written. */
const ABANDONED_MS = 24 * 3_600_000
/** Migrations before which a backup was made that is kept. */
const BEFORE_KEPT = 5

export const backupsDir = (dataDir: string): string => join(dataDir, 'backups')

/** @param kind `before-NAME` names the migration that it was made for */
export const backupPath = (dataDir: string, kind: 'daily' | 'manual' | `before-${string}`, at: number): string =>
  join(backupsDir(dataDir), `${kind}-${fileStamp(at)}.db`)

/** For its owner alone, in a data dir that is there. */
export function makeBackupsDir(dataDir: string): void {
  const folder = backupsDir(dataDir)
  if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 })
}

/** All backups, the newest first; those that claim to come from the future last. */
export function listBackups(dataDir: string, now: number): BackupFile[] {
  const files = namesIn(backupsDir(dataDir)).flatMap((name) => readName(join(backupsDir(dataDir), name), name) ?? [])
  const isAhead = ({ at }: BackupFile) => Number(at > now + CLOCK_TOLERANCE_MS)
  return files.sort((a, b) => isAhead(a) - isAhead(b) || b.at - a.at)
}

function readName(path: string, name: string): BackupFile | null {
  const [, kind = '', stamp = ''] = NAME.exec(name) ?? []
  const at = parseFileStamp(stamp)
  const stat = statSync(path, { throwIfNoEntry: false })
  if (at === null || !stat?.isFile()) return null
  return { path, name, kind: kind.startsWith('before-') ? 'before' : (kind as BackupKind), at, bytes: stat.size }
}

/** Removes what is more than is kept; those that people made are theirs to remove. */
export function pruneBackups(dataDir: string, dailyKept: number, now: number): void {
  const backups = listBackups(dataDir, now)
  const [daily, before] = [
    backups.filter(({ kind }) => kind === 'daily'),
    backups.filter(({ kind }) => kind === 'before'),
  ]
  const kept = new Set([...daily.slice(0, dailyKept), ...newestOfEach(before).slice(0, BEFORE_KEPT)])
  for (const backup of [...daily, ...before]) if (!kept.has(backup)) tryToRemove(backup.path)
}

/** Of each migration one: where it fails each start makes one more, and none is to push out those from before others. */
function newestOfEach(backups: readonly BackupFile[]): BackupFile[] {
  const migrations = backups.map(({ name }) => NAME.exec(name)?.[1])
  return backups.filter((_, index) => migrations.indexOf(migrations[index]) === index)
}

/** Removes what backups that were cut off have left; none of the farm's own may be under way. */
export function clearUnfinishedBackups(dataDir: string, now: number): void {
  for (const name of namesIn(backupsDir(dataDir)).filter((name) => UNFINISHED.test(name))) {
    const path = join(backupsDir(dataDir), name)
    // Another process may be writing one that a person asked for.
    const isOurs = !name.startsWith('manual-')
    const isOld = now - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) > ABANDONED_MS
    if (isOurs || isOld) tryToRemove(path)
  }
}

/** What somebody has open, on Windows, is there for the next look: it says nothing of the backup that is made now. */
function tryToRemove(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {}
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
