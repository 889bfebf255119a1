import { Command } from 'commander'
import { findAppRoot, readVersion } from '../process/app-root.ts'
import { runFarmFromCommandLine } from '../process/headless.ts'
import { runMain } from '../process/main-process.ts'
import { parseCommandLine, readFarmOptions, withFarmFlags } from '../process/options.ts'

/** `npm run serve`: the farm with no window. */
export const serve = (args: string[]): Promise<void> =>
  runMain(async () => {
    const root = findAppRoot()
    const command = withFarmFlags(new Command('serve').version(readVersion(root))).description(
      'Runs the farm with no window: scheduler, fetcher, renderer, server and web UI.',
    )
    command.action(async (flags) => runFarmFromCommandLine(readFarmOptions(flags), root))
    await parseCommandLine(command, args)
  })
