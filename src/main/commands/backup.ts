import { Command } from 'commander'
import { backUpDatabase } from '../db/backup.ts'
import { backupPath } from '../db/backup-files.ts'
import { dataDirFlag } from '../process/options.ts'

/** `bindery backup [FILE]`: a consistent copy of the database, also while a farm runs. */
export function backupCommand(): Command {
  return new Command('backup')
    .description('write a copy of the database, also while Bindery runs')
    .argument('[file]', 'where to; else a file with the time in its name, in the data folder')
    .addOption(dataDirFlag())
    .action(async (file: string | undefined, { dataDir }: { dataDir: string }) => {
      const target = file ?? backupPath(dataDir, 'manual', Date.now())
      await backUpDatabase(dataDir, target)
      process.stdout.write(`Backed up to ${target}\n`)
    })
}
