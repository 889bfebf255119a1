import { Command } from 'commander'
import { Problem } from '../../shared/errors.ts'
import { type BackupFile, backupsDir, listBackups } from '../db/backup-files.ts'
import { findBackupFault, findNewestGood } from '../db/damage.ts'
import { MIGRATIONS } from '../db/database.ts'
import { dataDirFlag, UsageError } from '../process/options.ts'
import { whenAndAgo } from '../time-words.ts'
import { restoreBackup } from '../upkeep/restore-backup.ts'

interface Flags {
  dataDir: string
  newest?: true
  list?: true
}

/** `bindery restore FILE`, `--newest` or `--list`: puts a backup in place; what it replaces is kept. */
export function restoreCommand(): Command {
  return new Command('restore')
    .description('put a backup in the place of the database, which is kept under another name')
    .argument('[file]', 'a backup; see --list')
    .option('--newest', 'take the newest backup that is good')
    .option('--list', 'show the backups that there are, and do nothing')
    .addOption(dataDirFlag())
    .action(async (file: string | undefined, flags: Flags) => {
      const now = Date.now()
      if (flags.list) return list(flags.dataDir, now)
      if ((file === undefined) !== (flags.newest === true)) throw await whichOne(flags.dataDir, now)
      await restore(flags.dataDir, file ?? (await newest(flags.dataDir, now)).path, now)
    })
}

async function restore(dataDir: string, file: string, now: number): Promise<void> {
  const aside = await restoreBackup(dataDir, file, now)
  const replaced = aside === null ? '' : `The database that it replaced is ${aside}\n`
  process.stdout.write(`Restored ${file}\n${replaced}`)
}

async function newest(dataDir: string, now: number): Promise<BackupFile> {
  const backup = await findNewestGood(dataDir, MIGRATIONS, now, ({ path }, fault) => {
    process.stdout.write(`Passed over ${path}: ${fault}\n`)
  })
  if (!backup)
    throw new Problem('unavailable', `There is no good backup in ${backupsDir(dataDir)}. Name one by its FILE.`)
  process.stdout.write(`The newest good backup is of ${whenAndAgo(backup.at, now)}\n`)
  return backup
}

async function list(dataDir: string, now: number): Promise<void> {
  const backups = listBackups(dataDir, now)
  if (backups.length === 0) process.stdout.write(`There are no backups in ${backupsDir(dataDir)}\n`)
  for (const { path, at, bytes } of backups) {
    const fault = await findBackupFault(path, MIGRATIONS)
    const size = `${(bytes / 1024 ** 2).toFixed(1)} MB`
    process.stdout.write(`${whenAndAgo(at, now)}  ${size}  ${path}${fault ? `  can't be restored: ${fault}` : ''}\n`)
  }
}

/** Nothing was said, or too much: what can be said, by what there is. */
async function whichOne(dataDir: string, now: number): Promise<UsageError> {
  const backup = await findNewestGood(dataDir, MIGRATIONS, now)
  const offer = backup
    ? `--newest for the one of ${whenAndAgo(backup.at, now)}, a FILE, or --list to see all`
    : `a FILE; there is no good one in ${backupsDir(dataDir)}`
  return new UsageError(`Say which backup to restore: ${offer}.`)
}
