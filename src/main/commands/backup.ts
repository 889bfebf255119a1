import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { makeDataDir, picturesDir } from '../data-dir.ts'
import { backUpDatabase, restoreDatabase } from '../db/backup.ts'
import { lockDataDir } from '../db/data-dir-lock.ts'
import { dataDirFlag } from '../options.ts'
import { picturePath } from '../picture-files.ts'

/** `bindery backup [FILE]`: a consistent copy of the database, also while a farm runs. */
export function backupCommand(): Command {
  return new Command('backup')
    .description('write a copy of the database, also while Bindery runs')
    .argument('[file]', 'where to; else a file with the time in its name, in the data folder')
    .addOption(dataDirFlag())
    .action(async (file: string | undefined, { dataDir }: { dataDir: string }) => {
      const stamp = new Date().toISOString().replaceAll(':', '-').slice(0, 19)
      const target = file ?? join(dataDir, 'backups', `bindery-${stamp}.db`)
      await backUpDatabase(dataDir, target)
      process.stdout.write(`Backed up to ${target}\n`)
    })
}

/** `bindery restore FILE`: puts a backup in place; what it replaces is set aside. */
export function restoreCommand(): Command {
  return new Command('restore')
    .description('put a backup in the place of the database')
    .argument('<file>', 'a file that `bindery backup` wrote')
    .addOption(dataDirFlag())
    .action(async (file: string, { dataDir }: { dataDir: string }) => {
      makeDataDir(dataDir)
      const lock = lockDataDir(dataDir)
      try {
        const hasPicture = (name: string) => existsSync(picturePath(picturesDir(dataDir), name))
        const aside = await restoreDatabase(dataDir, file, hasPicture, Date.now())
        process.stdout.write(`Restored ${file}\n`)
        if (aside) process.stdout.write(`The database that it replaced is ${aside}\n`)
      } finally {
        lock.release()
      }
    })
}
