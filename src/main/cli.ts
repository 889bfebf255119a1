#!/usr/bin/env node
import { Command } from 'commander'
import { backupCommand } from './commands/backup.ts'
import { chromiumCommand } from './commands/chromium.ts'
import { doctorCommand } from './commands/doctor.ts'
import { keyCommand } from './commands/key.ts'
import { restoreCommand } from './commands/restore.ts'
import { findAppRoot, readVersion } from './process/app-root.ts'
import { runFarmFromCommandLine } from './process/headless.ts'
import { runMain } from './process/main-process.ts'
import { parseCommandLine, readFarmOptions, UsageError, withFarmFlags } from './process/options.ts'

/** The `bindery` command. */
await runMain(async () => {
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
  await parseCommandLine(program, process.argv.slice(2))
})
