import { Command } from 'commander'
import { findAppRoot, readVersion } from '../process/app-root.ts'
import { runFarmFromCommandLine } from '../process/headless.ts'
import { runMain } from '../process/main-process.ts'
import { parseCommandLine, readFarmOptions, withFarmFlags } from '../process/options.ts'

/** Runs the farm with no window. */
export const serveCommand = (): Command =>
  withFarmFlags(new Command('serve')).action(async (flags) =>
    runFarmFromCommandLine(readFarmOptions(flags), findAppRoot()),
  )

/** `npm run serve`: the same by itself. */
export const serve = (args: string[]): Promise<void> =>
  runMain(async () => {
    const command = serveCommand()
      .version(readVersion(findAppRoot()))
      .description('Runs the farm with no window: scheduler, fetcher, renderer, server and web UI.')
    await parseCommandLine(command, args)
  })
