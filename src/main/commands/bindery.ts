import { Command } from 'commander'
import { findAppRoot, readVersion } from '../process/app-root.ts'
import { runFarmFromCommandLine } from '../process/headless.ts'
import { runMain } from '../process/main-process.ts'
import { parseCommandLine, readFarmOptions, UsageError, withFarmFlags } from '../process/options.ts'
import { backupCommand } from './backup.ts'
import { chromiumCommand } from './chromium.ts'
import { doctorCommand } from './doctor.ts'
import { keyCommand } from './key.ts'
import { restoreCommand } from './restore.ts'

/** The `bindery` command. */
export const bindery = (args: string[]): Promise<void> =>
  runMain(async () => {
    const root = findAppRoot()
    const program = new Command('bindery')
      .description('Live images from your own data.')
      .version(readVersion(root))
      .action(() => {
        throw new UsageError('Say what to do: serve, doctor, backup, restore, key or chromium. See --help.')
      })
    program.addCommand(
      withFarmFlags(new Command('serve'))
        .description('run the farm with no window')
        .action(async (flags) => runFarmFromCommandLine(readFarmOptions(flags), root)),
    )
    for (const command of [doctorCommand(), backupCommand(), restoreCommand(), keyCommand(), chromiumCommand()]) {
      program.addCommand(command)
    }
    await parseCommandLine(program, args)
  })
