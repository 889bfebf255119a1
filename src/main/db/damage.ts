import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Problem } from '../../shared/errors.ts'
import { fileStamp, whenAndAgo } from '../time-words.ts'
import { freeName, JOURNALS, moveAside } from './aside.ts'
import { type BackupFile, listBackups } from './backup-files.ts'
import { inspectDatabase } from './inspect.ts'
import type { Migrations } from './migrate.ts'

/** What becomes of a database that is damaged: it is kept under another name, and nothing takes its place unasked. */

const DAMAGED = '.damaged-'

/** A database that was set aside because it is damaged, and what can be put in its place. */
export class DamagedDatabase extends Problem {
  /** What happened, with no advice. */
  readonly what: string
  /** The newest good backup. */
  readonly backup: BackupFile | null

  constructor(what: string, advice: string, backup: BackupFile | null) {
    super('unavailable', `${what} ${advice}`)
    this.what = what
    this.backup = backup
  }
}

/** Sets a damaged database aside with its journals, and gives the problem that says so. */
export async function refuseDamaged(
  file: string,
  fault: string,
  migrations: Migrations,
  now: number,
): Promise<Problem> {
  const aside = freeName(`${file}${DAMAGED}${fileStamp(now)}`)
  moveAside(file, aside)
  const what = `The database ${file} is damaged (${fault}). It was set aside as ${basename(aside)}.`
  return damaged(what, file, aside, migrations, now)
}

/**
 * The problem of a database that was set aside and that nobody has put anything in the place of: a farm that is started
 * again by itself must not come up empty. Null where there is none.
 */
export async function refuseMissing(file: string, migrations: Migrations, now: number): Promise<Problem | null> {
  const names = readdirSync(dirname(file)).filter((name) => name.startsWith(basename(file) + DAMAGED))
  const aside = names
    .filter((name) => !JOURNALS.some((suffix) => name.endsWith(suffix)))
    .sort()
    .at(-1)
  if (aside === undefined) return null
  const what = `The database ${file} was damaged and set aside as ${aside}.`
  return damaged(what, file, aside, migrations, now)
}

async function damaged(
  what: string,
  file: string,
  aside: string,
  migrations: Migrations,
  now: number,
): Promise<DamagedDatabase> {
  const newest = await findNewestGood(dirname(file), migrations, now)
  return new DamagedDatabase(what, adviceFor(dirname(file), aside, newest, now), newest)
}

function adviceFor(dataDir: string, aside: string, newest: BackupFile | null, now: number): string {
  const afresh = `move ${basename(aside)} out of the folder to start afresh`
  if (!newest) return `There is no good backup of it; put one back with "bindery restore FILE", or ${afresh}.`
  const command = `bindery restore --newest --data-dir "${dataDir}"`
  return `Run ${command} to go back to the backup of ${whenAndAgo(newest.at, now)}, or ${afresh}.`
}

/** The newest backup that can be restored. Those that can't are told of. */
export async function findNewestGood(
  dataDir: string,
  migrations: Migrations,
  now: number,
  onBad: (backup: BackupFile, fault: string) => void = () => {},
): Promise<BackupFile | null> {
  for (const backup of listBackups(dataDir, now)) {
    const fault = await findBackupFault(backup.path, migrations)
    if (fault === null) return backup
    onBad(backup, fault)
  }
  return null
}

/** Why a file can't be restored, or null for one that can. */
export async function findBackupFault(file: string, migrations: Migrations): Promise<string | null> {
  if (!existsSync(file)) return 'there is no such file'
  try {
    const found = await inspectDatabase(file, migrations)
    switch (found.kind) {
      case 'sound':
        return null
      case 'damaged':
        return found.fault
      case 'foreign':
        return 'it is not a database of Bindery'
      case 'newer':
        return `a newer Bindery made it, with ${found.migration}`
    }
  } catch (error) {
    return (error as Error).message
  }
}

/** Keeps a journal that was left without its database out of the way of the next one. */
export function clearStrayJournals(file: string, now: number): void {
  for (const suffix of JOURNALS) {
    if (existsSync(file + suffix))
      moveAside(file + suffix, freeName(`${join(file)}${DAMAGED}${fileStamp(now)}`) + suffix)
  }
}
